with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_reconciled') }}

),

roles as (

    select * from {{ ref('int_opportunity_people_identified') }}

),

events as (

    select * from {{ ref('int_person_events') }}
    where
        side = 'marketing'
        and touch_type is not null

),

uninfluential_touches as (

    select * from {{ ref('stg_definitions__uninfluential_touches') }}

),

touches as (

    select
        events.person_id,
        events.event_at

    from events

    cross join settings

    left join uninfluential_touches
        on
            settings.definition_version = uninfluential_touches.definition_version
            and events.touch_type = uninfluential_touches.touch_type

    where uninfluential_touches.touch_type is null

),

influenced as (

    select distinct opportunities.opportunity_id

    from opportunities

    inner join roles
        on opportunities.opportunity_id = roles.opportunity_id

    inner join touches
        on roles.person_id = touches.person_id

    cross join settings

    where
        touches.event_at
        >= opportunities.created_at
        - settings.influence_window_days * interval '24 hours'
        and touches.event_at <= coalesce(opportunities.closed_at, settings.as_of)

)

select * from influenced
