{{ config(meta={'dagster': {'ref': {'name': 'fct_opportunities'}}}) }}

{% set facts = {
    'fct_opportunities': ['opportunity_id', 'amount'],
    'fct_invoices': ['invoice_id', 'total_amount'],
    'fct_payments': ['payment_id', 'amount'],
    'fct_spend': ['spend_id', 'amount'],
} %}

with

{% for fact in facts -%}
{{ fact }} as (

    select * from {{ ref(fact) }}

),

{% endfor -%}
changed as (
    {% for fact, columns in facts.items() %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ fact }}' as fact,
        {{ columns[0] }} as fact_id

    from {{ fact }}

    where
        currency_code = reporting_currency_code
        and {{ columns[1] }} is distinct from reporting_amount
    {% endfor %}
)

select * from changed
