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

-- What a system adds up in several currencies is one claim at today's rates; where a rate is
-- missing the claim is unknown, not smaller.
converted as (

    select
        control_totals.source_system,
        control_totals.metric,
        control_totals.how,
        case
            when control_totals.currency_code is not null
                then settings.reporting_currency
        end as currency_code,
        case
            when control_totals.currency_code is null then control_totals.claimed_value
            else
                {{ converted_amount(
                    'control_totals.claimed_value', 'rates.units_per_base'
                ) }}
        end as claimed_value

    from control_totals

    cross join settings

    left join rates
        on
            control_totals.currency_code = rates.currency_code
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
