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

with

leads as (

    select * from {{ ref('fct_leads') }}

),

counted as (
    {% for stage, instant in stages.items() %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ stage }}' as lead_stage,
        cast({{ loop.index }} as bigint) as stage_order,
        count({{ instant }}) as lead_count

    from leads
    {% endfor %}
),

compared as (

    select
        counted.*,
        lag(lead_count) over (order by stage_order) as previous_count,
        first_value(lead_count) over (order by stage_order) as first_count

    from counted

)

select
    lead_stage,
    stage_order,
    lead_count,
    cast(lead_count * 1.0 / nullif(previous_count, 0) as decimal(38, 12))
        as conversion_rate,
    cast(lead_count * 1.0 / nullif(first_count, 0) as decimal(38, 12))
        as cumulative_rate

from compared
