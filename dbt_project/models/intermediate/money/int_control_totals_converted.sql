with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

control_totals as (

    select * from {{ ref('stg_control__control_totals') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_dated') }}

),

unnamed_currencies as (

    select * from {{ ref('int_unnamed_currencies_applied') }}

),

-- A system with a single currency does not name it; what it counts has none.
named as (

    select
        control_totals.source_system,
        control_totals.connection,
        control_totals.metric,
        control_totals.how,
        control_totals.period_start_date as month_start_date,
        control_totals.claimed_value,
        control_totals.metric not in ('leads', 'mqls', 'opportunities') as is_money,
        coalesce(control_totals.currency_code, unnamed_currencies.currency_code)
            as currency_code

    from control_totals

    left join unnamed_currencies
        on control_totals.source_system = unnamed_currencies.source_system

),

-- What a system adds up in several currencies is one claim at today's rates; where a rate or
-- a currency is missing the claim is not known, and no smaller one stands for it.
converted as (

    select
        named.source_system,
        named.connection,
        named.metric,
        named.how,
        named.month_start_date,
        case when named.is_money then settings.reporting_currency end as currency_code,
        case
            when named.is_money
                then {{ reporting_amount(
                    'named.claimed_value', 'named.currency_code',
                    'settings.reporting_currency', 'rates.units_per_base'
                ) }}
            else named.claimed_value
        end as claimed_value

    from named

    cross join settings

    left join rates
        on
            named.currency_code = rates.currency_code
            and settings.as_of_date = rates.date_day

),

summed as (

    select
        source_system || '|' || connection || '|' || metric || '|'
        || coalesce(cast(month_start_date as text), '') as control_total_id,
        source_system,
        connection,
        metric,
        month_start_date,
        min(how) as how,
        max(currency_code) as currency_code,
        cast(coalesce(sum(claimed_value), 0) as decimal(38, 4)) as claimed_value,
        count(*) = count(claimed_value) as is_known

    from converted

    group by
        source_system,
        connection,
        metric,
        month_start_date

)

select * from summed
