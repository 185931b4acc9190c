{% set ends = {'system': 0, 'unexplained': 98, 'canonical': 99} %}

with

control_totals as (

    select * from {{ ref('int_control_totals_landed') }}

),

metric_rows as (

    select * from {{ ref('rpt_metric_rows') }}

),

variance_rows as (

    select * from {{ ref('rpt_variance_rows') }}

),

causes as (

    select * from {{ ref('int_variance_causes_applied') }}

),

compared as (

    select distinct
        metric,
        source_system,
        connection
    from control_totals

),

lines as (

    select
        cause as line,
        cause_order as line_order
    from causes
    {% for line, place in ends.items() %}
    union all

    select
        '{{ line }}' as line,
        {{ place }} as line_order
    {% endfor %}
),

told as (

    select
        metric,
        source_system,
        connection,
        month_start_date,
        'system' as line,
        claimed_value as line_value,
        0 as row_count,
        is_known
    from control_totals

    union all

    select
        metric,
        source_system,
        connection,
        month_start_date,
        cause as line,
        added_value as line_value,
        1 as row_count,
        true as is_known
    from variance_rows

    union all

    select
        metric_rows.metric,
        compared.source_system,
        compared.connection,
        metric_rows.month_start_date,
        'canonical' as line,
        metric_rows.canonical_value as line_value,
        1 as row_count,
        metric_rows.is_known

    from metric_rows

    inner join compared
        on metric_rows.metric = compared.metric

),

cells as (

    select distinct
        metric,
        source_system,
        connection,
        month_start_date
    from told

),

all_lines as (

    select * from told

    union all

    select
        cells.metric,
        cells.source_system,
        cells.connection,
        cells.month_start_date,
        lines.line,
        0 as line_value,
        0 as row_count,
        true as is_known

    from cells

    cross join lines

),

summed as (

    select
        metric,
        source_system,
        connection,
        month_start_date,
        line,
        sum(line_value) as line_value,
        sum(row_count) as row_count,
        bool_and(is_known) as is_known

    from all_lines

    group by
        metric,
        source_system,
        connection,
        month_start_date,
        line

)

select
    md5(
        summed.metric || '|' || summed.source_system || '|' || summed.connection || '|'
        || coalesce(cast(summed.month_start_date as text), '') || '|' || summed.line
    ) as variance_line_id,
    'then' as definition_basis,
    summed.metric,
    summed.source_system,
    summed.connection,
    summed.line,
    cast(lines.line_order as bigint) as line_order,
    cast(summed.line_value as decimal(38, 4)) as line_value,
    cast(summed.row_count as bigint) as row_count,
    summed.is_known,
    summed.month_start_date

from summed

inner join lines
    on summed.line = lines.line
