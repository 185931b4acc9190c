{% set stages = {
    'lead': 'lead_at',
    'mql': 'mql_at',
    'handed_off': 'handed_off_at',
    'contacted': 'first_contacted_at',
    'accepted': 'accepted_at',
    'sql': 'sql_at',
    'opportunity': 'opportunity_at',
    'won': 'won_at',
} %}
{% set instants = stages.values() | list %}

with

leads as (

    select * from {{ ref('fct_leads') }}

),

-- A lead may skip a stage, so what came of a stage is counted among those that reached it.
counted as (
    {% for stage, instant in stages.items() %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ stage }}' as lead_stage,
        cast({{ loop.index }} as bigint) as stage_order,
        count({{ instant }}) as lead_count,
        {%- if loop.first %}
        cast(null as bigint) as previous_count,
        cast(null as bigint) as converted_count,
        {%- else %}
        count({{ instants[loop.index0 - 1] }}) as previous_count,
        count(
            case when {{ instants[loop.index0 - 1] }} is not null then {{ instant }} end
        )
            as converted_count,
        {%- endif %}
        count(*) as all_count

    from leads
    {% endfor %}
)

select
    lead_stage,
    stage_order,
    lead_count,
    cast(converted_count * 1.0 / nullif(previous_count, 0) as decimal(38, 12))
        as conversion_rate,
    cast(lead_count * 1.0 / nullif(all_count, 0) as decimal(38, 12)) as cumulative_rate

from counted
