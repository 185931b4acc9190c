with

campaign_members as (

    select * from {{ ref('stg_salesforce__campaign_members') }}

),

campaigns as (

    select * from {{ ref('stg_salesforce__campaigns') }}

),

page_in_force as (

    select * from {{ ref('stg_definitions__page_in_force') }}

),

members as (

    select
        campaign_members.*,
        page_in_force.time_zone,
        'salesforce' as source_system,
        'CampaignMember' as source_object,
        coalesce(campaign_members.contact_id, campaign_members.lead_id)
            as source_person_id,
        case when campaign_members.contact_id is null then 'Lead' else 'Contact' end
            as source_person_object,
        'marketing' as side,
        false as is_automatic,
        campaigns.campaign_name as asset

    from campaign_members

    cross join page_in_force

    left join campaigns
        on
            campaign_members.connection = campaigns.connection
            and campaign_members.source_campaign_id = campaigns.record_id

),

registrations as (

    select
        members.*,
        'event_registered' as touch_type,
        members.source_created_at as touched_at

    from members

),

-- One record shows two touches; the second is called after what it shows.
responses as (

    select
        connection,
        record_id || '|responded' as record_id,
        merged_into_id,
        first_load_id,
        load_id,
        source_system,
        source_object,
        source_person_id,
        source_person_object,
        source_campaign_id,
        side,
        asset,
        'event_attended' as touch_type,
        is_automatic,
        is_deleted,
        deleted_at,
        source_created_at,
        source_changed_at,
        greatest(
            {{ midnight('first_responded_date', 'time_zone') }}, source_created_at
        ) as touched_at

    from members

    where has_responded and first_responded_date is not null

)
{% for touches in ['registrations', 'responses'] %}
{{ conform('touches', touches, without=[
    'source_account_id', 'source_opportunity_id', 'source_user_id', 'outcome',
    'source_outcome', 'source_author', 'source_medium', 'duration_seconds',
]) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
