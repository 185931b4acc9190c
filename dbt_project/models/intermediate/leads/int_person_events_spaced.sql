{% set kept = [
    'event',
    'source_system',
    'connection',
    'source_object',
    'record_id',
    'combination_key',
    'definition_version',
    'side',
    'campaign_id',
    'opportunity_id',
    'claims',
    'reason',
    'owner_user_id',
] %}

with

events as (

    select * from {{ ref('int_person_events') }}
    where not is_internal

),

combinations as (

    select * from {{ ref('int_event_combinations_judged') }}

),

-- Only what carries a stage, names an owner or is a claim decides anything. Of the rest a
-- cycle needs the instants alone, to tell where a person fell silent.
reduced as (

    select
        events.*,
        combinations.stage_rank <= {{ lead_stages() | length }}
        or coalesce(events.owner_is_user = 'true', false)
        or events.claims is not null as is_deciding

    from events

    inner join combinations
        on events.combination_key = combinations.combination_key

),

measured as (

    select
        person_id,
        {%- for column in kept %}
        case when is_deciding then {{ column }} end as {{ column }},
        {%- endfor %}
        is_deciding,
        event_at,
        reaches_at,
        case
            when
                event_at > max(reaches_at) over (
                    partition by person_id
                    order by event_at
                    rows between unbounded preceding and 1 preceding
                ) + idle_limit_days * interval '24 hours'
                then 1
            else 0
        end as starts_anew

    from reduced

),

spaced as (

    select
        measured.*,
        sum(starts_anew) over (
            partition by person_id
            order by event_at
            range between unbounded preceding and current row
        ) as silence_count

    from measured

),

people as (

    select
        person_id,
        sum(starts_anew) as silence_count,
        max(reaches_at) as reached_at

    from measured

    group by person_id

),

deciding as (

    select
        spaced.person_id,
        {%- for column in kept %}
        spaced.{{ column }},
        {%- endfor %}
        cast(spaced.silence_count as bigint) as silence_count,
        spaced.silence_count < people.silence_count as is_followed_by_silence,
        spaced.event_at,
        people.reached_at as person_reached_at

    from spaced

    inner join people
        on spaced.person_id = people.person_id

    where spaced.is_deciding

)

select * from deciding
