with

events as (

    select * from {{ ref('int_person_events_spaced') }}

),

combinations as (

    select * from {{ ref('int_event_combinations_judged') }}

),

judged as (

    select
        events.*,
        {%- for stage in lead_stages() %}
        combinations.is_{{ stage }},
        {%- endfor %}
        combinations.opens_cycle,
        combinations.closes_cycle,
        combinations.closing_stage,
        combinations.channel,
        row_number() over (
            partition by events.person_id
            order by
                events.event_at,
                combinations.stage_rank,
                events.event,
                events.source_system,
                events.source_object,
                events.record_id,
                events.connection
        ) as event_number

    from events

    inner join combinations
        on events.combination_key = combinations.combination_key

),

-- A segment ends after an event that closes a cycle and where the person fell silent.
segmented as (

    select
        judged.*,
        silence_count + coalesce(
            sum(case when closes_cycle then 1 else 0 end) over (
                partition by person_id
                order by event_number
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as segment_number

    from judged

),

opened as (

    select
        segmented.*,
        min(case when opens_cycle then event_number end) over (
            partition by person_id, segment_number
        ) as opening_number

    from segmented

),

counted as (

    select
        opened.*,
        event_number = opening_number as is_opening,
        cast(
            dense_rank() over (
                partition by person_id
                order by segment_number
            ) as bigint
        ) as cycle_number,
        md5(
            person_id || '|' || coalesce(source_system, '')
            || '|' || coalesce(connection, '')
            || '|' || coalesce(source_object, '')
            || '|' || coalesce(record_id, '')
            || '|' || event
        ) as event_key

    from opened

    -- What comes before the opening is in no cycle.
    where event_number >= opening_number

),

-- The opening event names the lead: what is found out later never renames it.
named as (

    select
        counted.*,
        first_value(event_key) over (
            partition by person_id, cycle_number
            order by event_number
        ) as lead_id

    from counted

)

select * from named
