with

events as (

    select * from {{ ref('int_events_numbered') }}

),

combinations as (

    select * from {{ ref('int_combinations_compared') }}
    where activity_order is not null

),

fitting as (

    select * from {{ ref('int_people_fitting') }}

),

closings as (

    select * from {{ ref('int_stage_events_ordered') }}
    where closes_cycle

),

silences as (

    select * from {{ ref('int_silences_read') }}

),

-- At one instant a silence ends first, and what closes a cycle is in it.
happened as (

    select
        fitting.scored_by,
        events.person_number,
        events.event_number,
        combinations.activity_order,
        combinations.stage_rank,
        0 as segments_ended,
        events.event_date,
        events.event_at

    from events

    inner join combinations
        on events.combination_number = combinations.combination_number

    inner join fitting
        on
            combinations.read_by = fitting.scored_by
            and events.person_number = fitting.person_number

    union all

    select
        fitting.scored_by,
        fitting.person_number,
        closings.event_number,
        null as activity_order,
        closings.stage_rank,
        1 as segments_ended,
        null as event_date,
        closings.event_at

    from closings

    inner join fitting
        on
            closings.read_by = fitting.read_by
            and closings.person_number = fitting.person_number

    union all

    select
        fitting.scored_by,
        fitting.person_number,
        null as event_number,
        null as activity_order,
        0 as stage_rank,
        1 as segments_ended,
        null as event_date,
        silences.started_at as event_at

    from silences

    inner join fitting
        on
            silences.read_by = fitting.read_by
            and silences.person_number = fitting.person_number

),

segmented as (

    select
        scored_by,
        person_number,
        cast(
            sum(segments_ended) over (
                partition by scored_by, person_number
                order by event_at, stage_rank, event_number, segments_ended
                rows unbounded preceding
            ) as integer
        ) as segment_number,
        event_number,
        activity_order,
        stage_rank,
        event_date,
        event_at

    from happened

)

select * from segmented
where activity_order is not null
