with

events as (

    select * from {{ ref('int_stage_events_ordered') }}

),

names as (

    select * from {{ ref('int_events_numbered') }}

),

people as (

    select * from {{ ref('int_people_numbered') }}

),

openings as (

    select
        read_by,
        person_number,
        segment_number,
        min(event_order) as opening_order

    from events

    where opens_cycle

    group by
        read_by,
        person_number,
        segment_number

),

-- The opening event names the lead.
opened as (

    select
        openings.read_by,
        openings.person_number,
        openings.segment_number,
        openings.opening_order,
        {{ lead_key('people.person_id', 'names', 'names.event') }} as lead_id,
        events.stage_rank as opening_rank,
        events.event_at as lead_at

    from openings

    inner join events
        on
            openings.read_by = events.read_by
            and openings.person_number = events.person_number
            and openings.opening_order = events.event_order

    inner join people
        on openings.person_number = people.person_number

    inner join names
        on
            events.person_number = names.person_number
            and events.event_number = names.event_number

)

select * from opened
