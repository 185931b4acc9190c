{% set names = [
    'source_system', 'connection', 'source_object', 'record_id', 'event',
] %}
{% set in_order = [
    'entered_at', 'stage_rank', 'event', 'source_system', 'source_object', 'record_id',
    'connection',
] %}
{#- What a person passes one after the other; other stages end a cycle from any of them. -#}
{% set passed = lead_stages()[:8] %}

with

cycle_events as (

    select * from {{ ref('int_cycle_events') }}
    where judged_by = 'then'

),

claims_placed as (

    select * from {{ ref('int_claims_placed') }}

),

stages as (

    select * from {{ ref('int_event_stages_judged') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

entered as (

    select
        cycle_events.lead_id,
        cycle_events.person_id,
        stages.stage as lead_stage,
        'canonical' as basis,
        {%- for name in names %}
        cycle_events.{{ name }},
        {%- endfor %}
        cycle_events.stage_rank,
        cycle_events.event_at as entered_at

    from cycle_events

    inner join stages
        on
            cycle_events.combination_key = stages.combination_key
            and cycle_events.definition_version = stages.definition_version

    union all

    select
        lead_id,
        person_id,
        'mql' as lead_stage,
        'canonical' as basis,
        {{ names | join(',\n        ') }},
        stage_rank,
        event_at as entered_at

    from cycle_events

    where event = 'thresholds_met'
    {% for claiming in ['cycle_events', 'claims_placed'] %}
    union all

    select
        lead_id,
        person_id,
        claims as lead_stage,
        'claimed' as basis,
        {{ names | join(',\n        ') }},
        stage_rank,
        event_at as entered_at

    from {{ claiming }}

    where claims is not null
    {% endfor %}
),

ranked as (

    select
        *,
        case lead_stage
            {%- for stage in passed %}
            when '{{ stage }}' then {{ loop.index }}
            {%- endfor %}
        end as stage_number,
        case when basis = 'claimed' then source_system end as claimed_by

    from entered

),

-- What a system claims is held beside what it claimed before, not beside another's word.
counted as (

    select
        *,
        row_number() over (
            partition by lead_id, lead_stage, basis, source_system
            order by {{ in_order | join(', ') }}
        ) as entry_number,
        row_number() over (
            partition by lead_id, lead_stage, basis, claimed_by
            order by {{ in_order | join(', ') }}
        ) as entry_of_all,
        coalesce(
            max(stage_number) over (
                partition by lead_id, basis, claimed_by
                order by {{ in_order | join(', ') }}, stage_number
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as furthest_before

    from ranked

)

select
    md5(
        counted.lead_id || '|' || counted.lead_stage || '|' || counted.basis
        {%- for name in names %}
        || '|' || coalesce(counted.{{ name }}, '')
        {%- endfor %}
    ) as lead_stage_event_id,
    counted.lead_id,
    counted.person_id,
    counted.lead_stage,
    counted.basis,
    counted.event,
    counted.source_system,
    counted.connection,
    counted.source_object,
    counted.record_id,
    cast(counted.entry_number as bigint) as entry_number,
    case
        when counted.stage_number < counted.furthest_before then 'regression'
        when counted.entry_of_all > 1 then 'repeat'
        when counted.stage_number > counted.furthest_before + 1 then 'skip'
        else 'first'
    end as entry_kind,
    {{ local_date('counted.entered_at', 'settings.time_zone') }} as entered_date,
    counted.entered_at

from counted

cross join settings
