with

days as (

    select * from {{ ref('int_days_listed') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_unioned') }}
    where
        not is_deleted
        and units_per_base > 0
        and currency_code <> base_currency_code

),

candidates as (

    select
        exchange_rates.source_system,
        exchange_rates.connection,
        exchange_rates.currency_code,
        exchange_rates.base_currency_code,
        days.date_day,
        exchange_rates.units_per_base,
        row_number() over (
            partition by
                exchange_rates.source_system,
                exchange_rates.connection,
                exchange_rates.currency_code,
                exchange_rates.base_currency_code,
                days.date_day
            order by
                exchange_rates.valid_from_date desc,
                exchange_rates.record_id
        ) as candidate_rank

    from exchange_rates

    inner join days
        on
            exchange_rates.valid_from_date <= days.date_day
            and (
                exchange_rates.valid_to_date is null
                or exchange_rates.valid_to_date > days.date_day
            )

)

select
    source_system,
    connection,
    currency_code,
    base_currency_code,
    date_day,
    units_per_base

from candidates

where candidate_rank = 1
