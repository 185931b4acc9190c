{{ config(meta={'dagster': {'ref': {'name': 'fct_touchpoints'}}}) }}

{%- set instants = {
    'fct_touchpoints': ('touch_id', ['touched_at']),
    'fct_lead_stage_events': ('lead_stage_event_id', ['entered_at']),
    'fct_opportunities': ('opportunity_id', ['created_at', 'closed_at']),
    'fct_opportunity_stage_events': ('opportunity_stage_event_id', ['entered_at']),
    'fct_invoices': ('invoice_id', ['issued_at', 'paid_at', 'voided_at']),
    'fct_payments': ('payment_id', ['paid_at']),
} %}

with

publication as (

    select * from {{ ref('publication') }}

),

{% for fact, (key, columns) in instants.items() %}
{% for column in columns %}
{{ fact }}_{{ column }} as (

    select
        {{ key }} as fact_id,
        {{ column }} as happened_at

    from {{ ref(fact) }}

),

{% endfor %}
{% endfor %}
spend as (

    select * from {{ ref('fct_spend') }}

)

{% for fact, (key, columns) in instants.items() %}
{% for column in columns %}
select happened.fact_id

from {{ fact }}_{{ column }} as happened

inner join publication
    on happened.happened_at > publication.as_of

union all

{% endfor %}
{% endfor %}
select spend.spend_id as fact_id

from spend

inner join publication
    on spend.spend_date > publication.as_of_date
