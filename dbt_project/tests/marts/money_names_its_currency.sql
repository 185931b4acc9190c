{{ config(meta={'dagster': {'ref': {'name': 'fct_invoices'}}}) }}

{% set facts = {
    'fct_opportunities': ['opportunity_id', 'amount'],
    'fct_opportunity_lines': ['opportunity_line_id', 'amount'],
    'fct_invoices': ['invoice_id', 'total_amount'],
    'fct_invoice_lines': ['invoice_line_id', 'amount'],
    'fct_payments': ['payment_id', 'amount'],
    'fct_spend': ['spend_id', 'amount'],
} %}

with

{% for fact in facts -%}
{{ fact }} as (

    select * from {{ ref(fact) }}

),

{% endfor -%}
nameless as (
    {% for fact, columns in facts.items() %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ fact }}' as fact,
        {{ columns[0] }} as fact_id

    from {{ fact }}

    where
        {{ columns[1] }} is not null
        and currency_code is null
    {% endfor %}
    union all

    select
        'fct_payments' as fact,
        payment_id as fact_id

    from fct_payments

    where
        fee_amount is not null
        and fee_currency_code is null
)

select * from nameless
