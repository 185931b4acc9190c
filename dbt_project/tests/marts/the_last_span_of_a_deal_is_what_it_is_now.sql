{{ config(meta={'dagster': {'ref': {'name': 'fct_opportunity_spans'}}}) }}

{% set told = [
    'opportunity_stage', 'forecast_category', 'currency_code', 'amount', 'reporting_amount',
    'is_won', 'close_date',
] %}

with

spans as (

    select * from {{ ref('fct_opportunity_spans') }}
    where is_current

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

)

select opportunities.opportunity_id

from opportunities

left join spans
    on opportunities.opportunity_id = spans.opportunity_id

where
    spans.opportunity_id is null
    {%- for column in told %}
    or spans.{{ column }} is distinct from opportunities.{{ column }}
    {%- endfor %}
