with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

touches as (

    select * from {{ ref('int_touches_unioned') }}
    where not is_deleted

),

people as (

    select * from {{ ref('int_people_identified') }}

),

campaigns as (

    select * from {{ ref('int_campaigns_keyed') }}

),

users as (

    select * from {{ ref('int_users_clustered') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_clustered') }}
    where standing_key is not null

),

told_twice as (

    select * from {{ ref('int_touches_told_twice') }}

),

conformed as (

    select
        people.person_id,
        touches.touch_type as event,
        touches.source_system,
        touches.connection,
        touches.source_object,
        touches.record_id,
        people.record_kind,
        people.email_kind,
        touches.touch_type,
        touches.side,
        touches.outcome,
        touches.source_outcome,
        touches.source_author,
        touches.asset,
        case
            when touches.is_automatic then 'true'
            when not touches.is_automatic then 'false'
        end as is_automatic,
        coalesce({{ unless_blank('touches.source_medium') }}, people.lead_source)
            as medium,
        coalesce(campaigns.campaign_type, told_twice.campaign_type)
            as campaign_type,
        coalesce(campaigns.campaign_id, told_twice.campaign_id) as campaign_id,
        opportunities.opportunity_id,
        users.user_id as acting_user_id,
        touches.duration_seconds,
        people.is_internal,
        touches.touched_at as event_at

    from touches

    inner join settings
        on touches.touched_at <= settings.as_of

    left join people
        on
            touches.source_system = people.source_system
            and touches.connection = people.connection
            and touches.source_person_object = people.source_object
            and touches.source_person_id = people.record_id

    left join campaigns
        on
            touches.source_system = campaigns.source_system
            and touches.connection = campaigns.connection
            and touches.source_campaign_id = campaigns.record_id

    left join opportunities
        on
            touches.source_system = opportunities.source_system
            and touches.connection = opportunities.connection
            and touches.source_opportunity_id = opportunities.record_id

    left join told_twice
        on
            touches.source_system = told_twice.source_system
            and touches.connection = told_twice.connection
            and touches.source_object = told_twice.source_object
            and touches.record_id = told_twice.record_id

    left join users
        on
            touches.source_system = users.source_system
            and touches.connection = users.connection
            and touches.source_user_id = users.record_id

    -- A touch that names nobody is kept; what names somebody who is gone or unknown is not.
    where
        (people.person_id is not null or touches.source_person_id is null)
        and coalesce(told_twice.is_kept, true)

)

select * from conformed
