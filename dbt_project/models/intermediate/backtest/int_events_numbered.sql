with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

events as (

    select * from {{ ref('int_person_events') }}

),

people as (

    select * from {{ ref('int_people_numbered') }}

),

combinations as (

    select distinct
        combination_key,
        combination_number
    from {{ ref('int_combinations_compared') }}

),

-- In the order in which a person's events are told, but for the stage, which each page decides.
numbered as (

    select
        people.person_number,
        cast(
            row_number() over (
                partition by people.person_number
                order by
                    events.event_at, events.event, events.source_system,
                    events.source_object, events.record_id, events.connection
            ) as integer
        ) as event_number,
        combinations.combination_number,
        events.event,
        events.source_system,
        events.connection,
        events.source_object,
        events.record_id,
        events.opportunity_id,
        events.event_at

    from events

    inner join people
        on events.person_id = people.person_id

    inner join combinations
        on events.combination_key = combinations.combination_key

)

select
    numbered.*,
    {{ local_date('numbered.event_at', 'settings.time_zone') }} as event_date

from numbered

cross join settings
