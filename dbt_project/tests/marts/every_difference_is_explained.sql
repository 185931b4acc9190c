{{ config(severity='warn') }}

select
    variance_row_id,
    metric,
    source_system,
    record_id,
    fact_id,
    month_start_date

from {{ ref('rpt_variance_rows') }}

where cause = 'unexplained'
