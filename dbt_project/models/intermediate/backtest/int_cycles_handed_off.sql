with

cycles as (

    select * from {{ ref('int_cycles_compared') }}
    where mql_at is not null

),

events as (

    select * from {{ ref('int_stage_events_ordered') }}
    where is_handed_off

)

select
    cycles.definition_version,
    cycles.read_by,
    cycles.person_number,
    cycles.segment_number,
    cycles.lead_at,
    min(events.event_at) as handed_off_at

from cycles

inner join events
    on
        cycles.read_by = events.read_by
        and cycles.person_number = events.person_number
        and cycles.segment_number = events.segment_number
        and events.event_order >= cycles.opening_order
        and events.event_at >= cycles.mql_at

group by
    cycles.definition_version,
    cycles.read_by,
    cycles.person_number,
    cycles.segment_number,
    cycles.lead_at
