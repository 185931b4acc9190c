{% set sources = ['salesforce', 'hubspot', 'stripe', 'files'] %}
{% set casts = {'value': 'decimal', 'period_start_date': 'date'} %}

with

loads as (

    select * from {{ ref('stg_control__loads') }}
    where status = 'accepted'

),

totals as (
    {% for source_name in sources %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ source_name }}' as source_system,
        _load_id as load_id,
        _connection as connection,
        metric,
        currency_code,
        how,
        {{ typed('value', casts) }} as claimed_value,
        {{ typed('period_start_date', casts) }} as period_start_date

    from {{ source(source_name, '_control_totals') }}
    {% endfor %}
),

latest_loads as (

    select
        source_system,
        connection,
        max(load_id) as load_id

    from loads

    group by
        source_system,
        connection

),

latest as (

    select
        totals.source_system || '|' || totals.connection || '|' || totals.metric || '|'
        || coalesce(totals.currency_code, '') || '|'
        || coalesce(cast(totals.period_start_date as text), '') as control_total_id,
        totals.*

    from totals

    inner join latest_loads
        on
            totals.source_system = latest_loads.source_system
            and totals.connection = latest_loads.connection
            and totals.load_id = latest_loads.load_id

)

select * from latest
