with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

days as (

    select * from {{ ref('int_days_listed') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_unioned') }}
    where not is_deleted

),

candidates as (

    select
        exchange_rates.currency_code,
        days.date_day,
        exchange_rates.units_per_base,
        row_number() over (
            partition by exchange_rates.currency_code, days.date_day
            order by
                exchange_rates.source_system,
                exchange_rates.connection,
                exchange_rates.valid_from_date desc,
                exchange_rates.record_id
        ) as candidate_rank

    from exchange_rates

    inner join settings
        on exchange_rates.base_currency_code = settings.reporting_currency

    inner join days
        on
            exchange_rates.valid_from_date <= days.date_day
            and (
                exchange_rates.valid_to_date is null
                or exchange_rates.valid_to_date > days.date_day
            )

    where
        exchange_rates.currency_code <> settings.reporting_currency
        and exchange_rates.units_per_base > 0

),

dated as (

    select
        currency_code,
        date_day,
        units_per_base

    from candidates

    where candidate_rank = 1

    union all

    select
        settings.reporting_currency as currency_code,
        days.date_day,
        cast(1 as decimal(38, 12)) as units_per_base

    from settings

    cross join days

)

select * from dated
