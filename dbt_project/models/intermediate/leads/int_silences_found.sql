with

events as (

    select * from {{ ref('int_person_events') }}
    where
        person_id is not null
        and not is_internal

),

instants as (

    select
        person_id,
        event_at,
        max(reaches_at) as reaches_at,
        min(idle_limit_days) as idle_limit_days

    from events

    group by
        person_id,
        event_at

),

measured as (

    select
        person_id,
        event_at,
        reaches_at,
        event_at > max(reaches_at) over (
            partition by person_id
            order by event_at
            rows between unbounded preceding and 1 preceding
        ) + idle_limit_days * interval '24 hours' as ends_silence

    from instants

),

reached as (

    select
        person_id,
        max(reaches_at) as person_reached_at

    from measured

    group by person_id

),

-- A person's time falls into spans: the first ends where they fall silent, and so on.
starts as (

    select
        person_id,
        min(event_at) as started_at

    from measured

    group by person_id

    union all

    select
        person_id,
        event_at as started_at

    from measured

    where ends_silence

),

spans as (

    select
        starts.person_id,
        row_number() over (
            partition by starts.person_id
            order by starts.started_at
        ) - 1 as silence_count,
        starts.started_at,
        lead(starts.started_at) over (
            partition by starts.person_id
            order by starts.started_at
        ) as next_started_at

    from starts

)

select
    spans.person_id,
    cast(spans.silence_count as bigint) as silence_count,
    spans.next_started_at is not null as is_followed_by_silence,
    spans.started_at,
    spans.next_started_at,
    reached.person_reached_at

from spans

inner join reached
    on spans.person_id = reached.person_id
