{% set in_order = "partition by person_id
            order by
                event_at, stage_rank, event, source_system, source_object, record_id,
                connection" %}

with

spaced as (

    select * from {{ ref('int_person_events_spaced') }}

),

-- A segment ends after an event that closes a cycle and where the person fell silent.
segmented as (

    select
        spaced.*,
        row_number() over (
            {{ in_order }}
        ) as event_number,
        silence_count + coalesce(
            sum(case when closes_cycle then 1 else 0 end) over (
            {{ in_order }}
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as segment_number

    from spaced

),

opening_numbers as (

    select
        person_id,
        segment_number,
        min(event_number) as opening_number

    from segmented

    where opens_cycle

    group by
        person_id,
        segment_number

),

-- The opening event names the lead: what is found out later never renames it.
cycles as (

    select
        openings.person_id,
        openings.segment_number,
        openings.event_number as opening_number,
        row_number() over (
            partition by openings.person_id
            order by openings.segment_number
        ) as cycle_number,
        md5(
            openings.person_id || '|' || coalesce(openings.source_system, '')
            || '|' || coalesce(openings.connection, '')
            || '|' || coalesce(openings.source_object, '')
            || '|' || coalesce(openings.record_id, '')
            || '|' || openings.event
        ) as lead_id

    from segmented as openings

    inner join opening_numbers
        on
            openings.person_id = opening_numbers.person_id
            and openings.event_number = opening_numbers.opening_number

),

-- What comes before the opening is in no cycle.
counted as (

    select
        cycles.lead_id,
        segmented.*,
        cycles.cycle_number,
        segmented.event_number = cycles.opening_number as is_opening

    from segmented

    inner join cycles
        on
            segmented.person_id = cycles.person_id
            and segmented.segment_number = cycles.segment_number

    where segmented.event_number >= cycles.opening_number

)

select * from counted
