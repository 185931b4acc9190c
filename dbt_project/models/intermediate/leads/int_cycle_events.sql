{% set told = [
    'judged_by', 'person_id', 'segment_number', 'event', 'source_system', 'connection',
    'source_object', 'record_id', 'combination_key', 'definition_version', 'side',
    'campaign_id', 'opportunity_id', 'claims', 'reason', 'owner_user_id', 'channel',
    'closing_stage',
] %}
{% set ends = [
    'stage_rank', 'opens_cycle', 'closes_cycle', 'is_followed_by_silence', 'event_at',
    'person_reached_at',
] %}

with

segmented as (

    select * from {{ ref('int_person_events_segmented') }}
    where is_deciding

),

thresholds_met as (

    select * from {{ ref('int_thresholds_met') }}

),

events as (
    {% for happened in ['segmented', 'thresholds_met'] %}
    {{- "union all\n" if not loop.first }}
    select
        {{ told | join(',\n        ') }},
        {%- for stage in lead_stages() %}
        is_{{ stage }},
        {%- endfor %}
        {{ ends | join(',\n        ') }}
    from {{ happened }}
    {% endfor %}
),

numbered as (

    select
        events.*,
        row_number() over (
            partition by judged_by, person_id
            order by
                segment_number, event_at, stage_rank, event, source_system,
                source_object, record_id, connection
        ) as event_number

    from events

),

opening_numbers as (

    select
        judged_by,
        person_id,
        segment_number,
        min(event_number) as opening_number

    from numbered

    where opens_cycle

    group by
        judged_by,
        person_id,
        segment_number

),

-- The opening event names the lead: what is found out later never renames it.
cycles as (

    select
        openings.judged_by,
        openings.person_id,
        openings.segment_number,
        openings.event_number as opening_number,
        row_number() over (
            partition by openings.judged_by, openings.person_id
            order by openings.segment_number
        ) as cycle_number,
        {{ lead_key('openings.person_id', 'openings', 'openings.event') }} as lead_id

    from numbered as openings

    inner join opening_numbers
        on
            openings.judged_by = opening_numbers.judged_by
            and openings.person_id = opening_numbers.person_id
            and openings.event_number = opening_numbers.opening_number

),

-- What comes before the opening is in no cycle.
counted as (

    select
        cycles.lead_id,
        numbered.*,
        cycles.cycle_number,
        numbered.event_number = cycles.opening_number as is_opening

    from numbered

    inner join cycles
        on
            numbered.judged_by = cycles.judged_by
            and numbered.person_id = cycles.person_id
            and numbered.segment_number = cycles.segment_number

    where numbered.event_number >= cycles.opening_number

)

select * from counted
