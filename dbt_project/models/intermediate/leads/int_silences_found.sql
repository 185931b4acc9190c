with

events as (

    select * from {{ ref('int_person_events') }}
    where
        person_id is not null
        and not is_internal

),

pages as (

    select * from {{ ref('int_pages_applied') }}

),

-- Before the first page silence is measured by that one.
limits as (

    select
        judged_by,
        idle_limit_days,
        case
            when row_number() over (
                partition by judged_by
                order by applies_from
            ) = 1 then timestamp '0001-01-01'
            else applies_from
        end as applies_from,
        applies_to

    from pages

),

shortest_limit as (

    select min(idle_limit_days) as idle_limit_days
    from limits

),

instants as (

    select
        person_id,
        event_at,
        max(reaches_at) as reaches_at

    from events

    group by
        person_id,
        event_at

),

measured as (

    select
        person_id,
        event_at,
        max(reaches_at) over (
            partition by person_id
            order by event_at
            rows between unbounded preceding and 1 preceding
        ) as reached_before_at

    from instants

),

people as (

    select
        person_id,
        min(event_at) as first_event_at,
        max(reaches_at) as person_reached_at

    from instants

    group by person_id

),

-- Only what no page would call a silence is left out before each page is asked.
gaps as (

    select
        measured.person_id,
        measured.event_at,
        measured.reached_before_at

    from measured

    inner join shortest_limit
        on
            measured.event_at > measured.reached_before_at
            + shortest_limit.idle_limit_days * interval '24 hours'

),

-- A person's time falls into spans: the first ends where they fall silent, and so on.
starts as (

    select
        judgements.judged_by,
        people.person_id,
        people.first_event_at as started_at,
        cast(null as timestamp) as reached_before_at

    from people

    cross join (select distinct judged_by from pages) as judgements

    union all

    select
        limits.judged_by,
        gaps.person_id,
        gaps.event_at as started_at,
        gaps.reached_before_at

    from gaps

    inner join limits
        on
            gaps.event_at >= limits.applies_from
            and gaps.event_at < limits.applies_to
            and gaps.event_at > gaps.reached_before_at
            + limits.idle_limit_days * interval '24 hours'

),

spans as (

    select
        judged_by,
        person_id,
        started_at,
        row_number() over (
            partition by judged_by, person_id
            order by started_at
        ) - 1 as silence_count,
        lead(started_at) over (
            partition by judged_by, person_id
            order by started_at
        ) as next_started_at,
        lead(reached_before_at) over (
            partition by judged_by, person_id
            order by started_at
        ) as reached_at

    from starts

)

select
    spans.judged_by,
    spans.person_id,
    cast(spans.silence_count as bigint) as silence_count,
    spans.next_started_at is not null as is_followed_by_silence,
    spans.started_at,
    spans.next_started_at,
    coalesce(spans.reached_at, people.person_reached_at) as reached_at,
    people.person_reached_at

from spans

inner join people
    on spans.person_id = people.person_id
