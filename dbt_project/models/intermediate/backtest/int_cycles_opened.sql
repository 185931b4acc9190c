with

events as (

    select * from {{ ref('int_stage_events_ordered') }}
    where event_order = opening_order

),

names as (

    select * from {{ ref('int_events_numbered') }}

),

people as (

    select * from {{ ref('int_people_numbered') }}

),

-- The opening event names the lead.
opened as (

    select
        events.read_by,
        events.person_number,
        events.segment_number,
        events.opening_order,
        {{ lead_key('people.person_id', 'names', 'names.event') }} as lead_id,
        events.stage_rank as opening_rank,
        events.event_at as lead_at

    from events

    inner join people
        on events.person_number = people.person_number

    inner join names
        on
            events.person_number = names.person_number
            and events.event_number = names.event_number

)

select * from opened
