{{ config(meta={'dagster': {'ref': {'name': 'rpt_variance_rows'}}}) }}

with

bridge as (

    select * from {{ ref('rpt_variance_bridge') }}
    where line not in ('system', 'canonical')

),

variance_rows as (

    select * from {{ ref('rpt_variance_rows') }}

),

both_sides as (

    select
        metric,
        source_system,
        connection,
        month_start_date,
        line,
        line_value,
        0 as added_value
    from bridge

    union all

    select
        metric,
        source_system,
        connection,
        month_start_date,
        cause as line,
        0 as line_value,
        added_value
    from variance_rows

)

select
    metric || '|' || source_system || '|' || connection || '|'
    || coalesce(cast(month_start_date as text), '') || '|' || line as line_id,
    sum(line_value) as line_value,
    sum(added_value) as added_value

from both_sides

group by
    metric,
    source_system,
    connection,
    month_start_date,
    line

having sum(line_value) <> sum(added_value)
