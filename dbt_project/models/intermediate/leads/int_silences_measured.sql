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

shortest_limit as (

    select min(idle_limit_days) as idle_limit_days
    from pages

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
        ) as reached_before_at,
        max(reaches_at) over (partition by person_id) as person_reached_at

    from instants

),

-- Only what no page would call a silence is left out before each page is asked.
silences as (

    select
        measured.person_id,
        measured.event_at,
        measured.reached_before_at,
        measured.person_reached_at

    from measured

    cross join shortest_limit

    where
        measured.reached_before_at is null
        or measured.event_at > measured.reached_before_at
        + shortest_limit.idle_limit_days * interval '24 hours'

)

select * from silences
