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
        control_totals.metric,
        control_totals.how,
        control_totals.claimed_value,
        control_totals.metric not in ('leads', 'mqls') as is_money,
        coalesce(control_totals.currency_code, unnamed_currencies.currency_code)
            as currency_code

    from control_totals

    left join unnamed_currencies
        on control_totals.source_system = unnamed_currencies.source_system

),

-- What a system adds up in several currencies is one claim at today's rates; where a rate or
-- a currency is missing the claim is unknown, not smaller.
converted as (

    select
        named.source_system,
        named.metric,
        named.how,
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
        source_system,
        metric,
        min(how) as how,
        max(currency_code) as currency_code,
        cast(
            case when count(*) = count(claimed_value) then sum(claimed_value) end
            as decimal(38, 4)
        ) as claimed_value

    from converted

    group by
        source_system,
        metric

)

select * from summed
