with

cycles as (

    select * from {{ ref('int_cycles_compared') }}
    where mql_at is not null

),

events as (

    select * from {{ ref('int_stage_events_ordered') }}

),

handed_off as (

    select
        cycles.definition_version,
        cycles.read_by,
        cycles.person_number,
        cycles.segment_number,
        min(events.event_at) as handed_off_at

    from cycles

    inner join events
        on
            cycles.read_by = events.read_by
            and cycles.person_number = events.person_number
            and cycles.segment_number = events.segment_number
            and events.event_order >= cycles.opening_order
            and events.event_at >= cycles.mql_at

    where events.is_handed_off

    group by
        cycles.definition_version,
        cycles.read_by,
        cycles.person_number,
        cycles.segment_number

),

contacted as (

    select
        handed_off.definition_version,
        handed_off.person_number,
        handed_off.segment_number,
        min(events.event_at) as first_contacted_at

    from handed_off

    inner join events
        on
            handed_off.read_by = events.read_by
            and handed_off.person_number = events.person_number
            and handed_off.segment_number = events.segment_number
            and events.event_at >= handed_off.handed_off_at

    where events.is_contacted

    group by
        handed_off.definition_version,
        handed_off.person_number,
        handed_off.segment_number

)

select
    handed_off.definition_version,
    handed_off.person_number,
    handed_off.segment_number,
    handed_off.handed_off_at,
    contacted.first_contacted_at

from handed_off

left join contacted
    on
        handed_off.definition_version = contacted.definition_version
        and handed_off.person_number = contacted.person_number
        and handed_off.segment_number = contacted.segment_number
