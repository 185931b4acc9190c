with

people as (

    select * from {{ ref('int_people_identified') }}

),

campaigns as (

    select
        *,
        'record_created' as event

    from {{ ref('int_campaigns_keyed') }}

),

stated as (

    select * from {{ ref('int_record_events_stated') }}

),

users as (

    select
        *,
        'owner_changed' as event

    from {{ ref('int_users_clustered') }}

),

conformed as (

    select
        people.person_id,
        stated.event,
        stated.source_system,
        stated.connection,
        stated.source_object,
        stated.record_id,
        people.record_kind,
        people.email_kind,
        case when stated.event = 'record_created' then 'sales' end as side,
        people.lead_source as medium,
        campaigns.campaign_type,
        campaigns.campaign_id,
        stated.claimed_field,
        stated.new_value as claimed_label,
        stated.reason,
        users.user_id as owner_user_id,
        case
            when stated.event = 'score_changed'
                then {{ safe_cast_to('decimal', 'stated.new_value') }}
        end as score,
        people.is_internal,
        stated.event_at

    from stated

    inner join people
        on
            stated.source_system = people.source_system
            and stated.connection = people.connection
            and stated.source_person_object = people.source_object
            and stated.source_person_id = people.record_id

    left join campaigns
        on
            stated.event = campaigns.event
            and people.source_system = campaigns.source_system
            and people.connection = campaigns.connection
            and people.source_campaign_id = campaigns.record_id

    left join users
        on
            stated.event = users.event
            and stated.source_system = users.source_system
            and stated.connection = users.connection
            and stated.new_value = users.record_id

)

select * from conformed
