{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'fct_invoices'}}}) }}

{% set facts = {
    'fct_opportunity_lines': 'amount',
    'fct_invoices': 'total_amount',
    'fct_invoice_lines': 'amount',
    'fct_payments': 'amount',
    'fct_spend': 'amount',
} %}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

survived as (

    select * from {{ ref('int_opportunities_survived') }}

),

clustered as (

    select * from {{ ref('int_opportunities_clustered') }}

),

{% for fact in facts -%}
{{ fact }} as (

    select * from {{ ref(fact) }}

),

{% endfor -%}
nameless as (

    select clustered.source_system

    from opportunities

    inner join survived
        on opportunities.opportunity_id = survived.opportunity_id

    inner join clustered
        on survived.amount_record_key = clustered.record_key

    where
        opportunities.amount is not null
        and opportunities.currency_code is null
    {% for fact, amount in facts.items() %}
    union all

    select source_system

    from {{ fact }}

    where
        {{ amount }} is not null
        and currency_code is null
    {% endfor %}
    union all

    select source_system

    from fct_payments

    where
        fee_amount is not null
        and fee_currency_code is null
)

-- Which currency it is nobody can tell but those who know the system.
select
    nameless.source_system,
    count(*) as row_count,
    'dbt_project/definitions/' || settings.definition_version || '.yml' as page,
    'currency_where_none_is_named: {' || nameless.source_system
    || ': (three letters, such as USD)}' as to_add

from nameless

cross join settings

group by
    nameless.source_system,
    settings.definition_version
