with

bridge as (

    select * from {{ ref('rpt_variance_bridge') }}

)

-- From the number of the system, cause by cause, to the canonical one.
select
    metric || '|' || source_system || '|' || connection || '|'
    || coalesce(cast(month_start_date as text), '') as bridge_id,
    sum(case when line = 'canonical' then -line_value else line_value end) as missing_value

from bridge

group by
    metric,
    source_system,
    connection,
    month_start_date

having sum(case when line = 'canonical' then -line_value else line_value end) <> 0
