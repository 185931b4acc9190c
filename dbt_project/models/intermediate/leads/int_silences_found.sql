with

silences as (

    select * from {{ ref('int_silences_measured') }}

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

-- A person's time falls into spans: the first ends where they fall silent, and so on.
starts as (

    select
        limits.judged_by,
        silences.person_id,
        silences.event_at as started_at,
        silences.reached_before_at,
        silences.person_reached_at

    from silences

    inner join limits
        on
            silences.event_at >= limits.applies_from
            and silences.event_at < limits.applies_to
            and (
                silences.reached_before_at is null
                or silences.event_at > silences.reached_before_at
                + limits.idle_limit_days * interval '24 hours'
            )

),

spans as (

    select
        judged_by,
        person_id,
        started_at,
        person_reached_at,
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
    judged_by,
    person_id,
    cast(silence_count as bigint) as silence_count,
    next_started_at is not null as is_followed_by_silence,
    started_at,
    next_started_at,
    coalesce(reached_at, person_reached_at) as reached_at,
    person_reached_at

from spans
