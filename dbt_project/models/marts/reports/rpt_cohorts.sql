{% set windows = [30, 60, 90, 180] %}
{% set stages = {
    'mql': 'mql_at',
    'handed_off': 'handed_off_at',
    'contacted': 'first_contacted_at',
    'accepted': 'accepted_at',
    'sql': 'sql_at',
    'opportunity': 'opportunity_at',
    'won': 'won_at',
} %}
{% set cell = [
    'definition_basis', 'definition_version', 'cohort_stage', 'channel', 'campaign_id',
    'segment', 'is_icp', 'month_start_date',
] %}

with

{{ leads_by_basis() }},

settings as (

    select * from {{ ref('int_settings_applied') }}

),

-- Everybody who became a lead in a month is a cohort, and everybody who became an MQL in it.
entered as (
    {% for stage in ['lead', 'mql'] %}
    {{- "union all\n" if not loop.first }}
    select
        leads.*,
        '{{ stage }}' as cohort_stage,
        cast(date_trunc('month', {{ stage }}_date) as date) as month_start_date,
        {{ stage }}_at as entered_at

    from leads

    where {{ stage }}_at is not null
    {% endfor %}
),

counted as (

    select
        {{ cell | join(',\n        ') }},
        {%- for days in windows %}
        {%- set end = "entered_at + " ~ days ~ " * interval '24 hours'" %}
        {%- for stage, instant in stages.items() %}
        count(case when {{ instant }} <= {{ end }} then 1 end)
            as {{ stage }}_{{ days }}_count,
        {%- endfor %}
        {%- endfor %}
        count(*) as lead_count

    from entered

    group by
        {{ cell | join(',\n        ') }}

),

windowed as (
    {% for days in windows %}
    {{- "union all\n" if not loop.first }}
    select
        {{ cell | join(',\n        ') }},
        cast({{ days }} as bigint) as window_days,
        lead_count
        {%- for stage in stages %},
        {{ stage }}_{{ days }}_count as {{ stage }}_count
        {%- endfor %}

    from counted
    {% endfor %}
),

-- Only a month of which even the last lead has had the whole window can be compared with others.
matured as (

    select
        windowed.*,
        settings.as_of_date
        > windowed.month_start_date
        + interval '1 month' + windowed.window_days * interval '1 day' as is_mature

    from windowed

    cross join settings

)

select
    {{ key_of_columns(cell + ['window_days']) }} as cohort_id,
    campaign_id,
    definition_basis,
    definition_version,
    cohort_stage,
    channel,
    segment,
    case when is_mature then 'met' else 'pending' end as maturity_status,
    window_days,
    lead_count,
    case when is_mature then lead_count end as mature_count,
    {%- for stage in stages %}
    case when is_mature then {{ stage }}_count end as {{ stage }}_count,
    {%- endfor %}
    is_icp,
    month_start_date

from matured
