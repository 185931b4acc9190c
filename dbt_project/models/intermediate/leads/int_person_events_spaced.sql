with

events as (

    select * from {{ ref('int_person_events') }}
    where
        person_id is not null
        and not is_internal

),

combinations as (

    select * from {{ ref('int_event_combinations_judged') }}

),

pages as (

    select * from {{ ref('int_pages_applied') }}

),

silences as (

    select * from {{ ref('int_silences_found') }}

),

-- Only what carries a stage, names an owner or is a claim decides anything, and only what earns
-- points leads there. All other events have had their say once it is known where their person
-- fell silent.
spaced as (

    select
        pages.judged_by,
        events.person_id,
        events.event,
        events.source_system,
        events.connection,
        events.source_object,
        events.record_id,
        events.combination_key,
        combinations.definition_version,
        events.side,
        events.campaign_id,
        events.opportunity_id,
        combinations.claims,
        events.reason,
        events.owner_user_id,
        combinations.channel,
        combinations.activity_order,
        combinations.closing_stage,
        {%- for stage in lead_stages() %}
        combinations.is_{{ stage }},
        {%- endfor %}
        combinations.stage_rank,
        silences.silence_count,
        combinations.opens_cycle,
        combinations.closes_cycle,
        silences.is_followed_by_silence,
        combinations.stage_rank <= {{ lead_stages() | length }}
        or events.owner_user_id is not null
        or combinations.claims is not null as is_deciding,
        events.event_at,
        silences.next_started_at,
        silences.reached_at,
        silences.person_reached_at

    from events

    inner join combinations
        on events.combination_key = combinations.combination_key

    inner join pages
        on
            combinations.definition_version = pages.definition_version
            and events.event_at >= pages.applies_from
            and events.event_at < pages.applies_to

    inner join silences
        on
            pages.judged_by = silences.judged_by
            and events.person_id = silences.person_id
            and events.event_at >= silences.started_at
            and (
                silences.next_started_at is null
                or events.event_at < silences.next_started_at
            )

    where
        combinations.stage_rank <= {{ lead_stages() | length }}
        or events.owner_user_id is not null
        or combinations.claims is not null
        or combinations.activity_order is not null

)

select * from spaced
