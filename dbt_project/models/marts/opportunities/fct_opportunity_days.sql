{{ config(materialized='view') }}

with

spans as (

    select * from {{ ref('fct_opportunity_spans') }}

)

select
    md5(spans.opportunity_id || '|' || cast(cast(days.day_at as date) as text))
        as opportunity_day_id,
    spans.opportunity_span_id,
    spans.opportunity_id,
    spans.owner_user_id,
    spans.opportunity_stage,
    spans.outcome,
    spans.forecast_category,
    spans.currency_code,
    spans.amount,
    spans.reporting_currency_code,
    spans.reporting_amount,
    spans.held_columns,
    spans.is_open,
    spans.is_won,
    spans.close_date,
    cast(days.day_at as date) as date_day

from spans

cross join
    lateral {{ each_day('spans.valid_from_date', 'spans.last_date') }}
        as days (day_at)
