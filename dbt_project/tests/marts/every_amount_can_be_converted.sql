{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'fct_payments'}}}) }}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

converted as (

    select * from {{ ref('int_opportunities_converted') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

invoices as (

    select * from {{ ref('fct_invoices') }}

),

payments as (

    select * from {{ ref('fct_payments') }}

),

spend as (

    select * from {{ ref('fct_spend') }}

),

amounts as (

    select
        opportunities.currency_code,
        opportunities.amount,
        opportunities.reporting_amount,
        converted.rate_date

    from opportunities

    inner join converted
        on opportunities.opportunity_id = converted.opportunity_id

    union all

    select
        invoices.currency_code,
        invoices.total_amount as amount,
        invoices.reporting_amount,
        case settings.rate_date_invoice
            when 'issued_date' then invoices.issued_date
            when 'due_date' then invoices.due_date
        end as rate_date

    from invoices

    cross join settings

    union all

    select
        currency_code,
        amount,
        reporting_amount,
        paid_date as rate_date
    from payments

    union all

    select
        currency_code,
        amount,
        reporting_amount,
        spend_date as rate_date
    from spend

),

unconverted as (

    select
        amounts.currency_code,
        amounts.rate_date is not null as has_date,
        count(*) as row_count,
        min(amounts.rate_date) as first_date,
        max(amounts.rate_date) as last_date

    from amounts

    inner join settings
        on amounts.currency_code <> settings.reporting_currency

    where
        amounts.amount is not null
        and amounts.reporting_amount is null

    group by
        amounts.currency_code,
        amounts.rate_date is not null

)

-- Without it every sum that such an amount is part of is unknown.
select
    unconverted.currency_code,
    unconverted.row_count,
    unconverted.first_date,
    unconverted.last_date,
    case
        when unconverted.has_date
            then
                'exchange_rates: units of ' || unconverted.currency_code || ' for one '
                || settings.reporting_currency || ' from '
                || cast(unconverted.first_date as text) || ' on'
        else 'the date at whose rate the page converts it'
    end as to_add

from unconverted

cross join settings
