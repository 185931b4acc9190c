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
{% set names = stages.keys() | list %}
{% set instants = stages.values() | list %}
{% set cell = [
    'definition_basis', 'definition_version', 'channel', 'campaign_id', 'segment',
    'is_icp', 'month_start_date',
] %}

with

{{ leads_by_basis() }},

-- A lead may skip a stage, so what came of a stage is counted among those that reached it.
counted as (

    select
        definition_basis,
        definition_version,
        channel,
        campaign_id,
        segment,
        is_icp,
        cast(date_trunc('month', lead_date) as date) as month_start_date,
        {%- for stage, instant in stages.items() %}
        count({{ instant }}) as {{ stage }}_count,
        {%- if not loop.first %}
        count(
            case when {{ instants[loop.index0 - 1] }} is not null then {{ instant }} end
        )
            as {{ stage }}_converted_count,
        {%- endif %}
        {%- endfor %}
        count(*) as all_count

    from leads

    group by
        definition_basis,
        definition_version,
        channel,
        campaign_id,
        segment,
        is_icp,
        cast(date_trunc('month', lead_date) as date)

),

staged as (
    {% for stage in names %}
    {{- "union all\n" if not loop.first }}
    select
        {{ cell | join(',\n        ') }},
        '{{ stage }}' as lead_stage,
        cast({{ loop.index }} as bigint) as stage_order,
        {{ stage }}_count as lead_count,
        {%- if loop.first %}
        cast(null as bigint) as previous_count,
        cast(null as bigint) as converted_count,
        {%- else %}
        {{ names[loop.index0 - 1] }}_count as previous_count,
        {{ stage }}_converted_count as converted_count,
        {%- endif %}
        all_count

    from counted
    {% endfor %}
)

select
    {{ key_of_columns(cell + ['lead_stage']) }} as funnel_id,
    campaign_id,
    definition_basis,
    definition_version,
    lead_stage,
    channel,
    segment,
    stage_order,
    lead_count,
    previous_count,
    converted_count,
    all_count,
    cast(converted_count * 1.0 / nullif(previous_count, 0) as decimal(38, 12))
        as conversion_rate,
    cast(lead_count * 1.0 / nullif(all_count, 0) as decimal(38, 12)) as cumulative_rate,
    is_icp,
    month_start_date

from staged
