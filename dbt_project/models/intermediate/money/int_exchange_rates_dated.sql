with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

told as (

    select * from {{ ref('int_exchange_rates_told') }}

),

against_reporting_currency as (

    select
        told.*,
        1 as way

    from told

    inner join settings
        on told.base_currency_code = settings.reporting_currency

),

reporting_currency_told as (

    select told.*

    from told

    inner join settings
        on told.currency_code = settings.reporting_currency

),

-- Two rates over one base make a third; of the base itself the reporting currency's says all.
crossed as (

    select
        told.source_system,
        told.connection,
        told.currency_code,
        told.base_currency_code,
        told.date_day,
        {{ rounded_quotient(
            'told.units_per_base', 'reporting_currency_told.units_per_base', 12
        ) }} as units_per_base,
        2 as way

    from told

    inner join reporting_currency_told
        on
            told.source_system = reporting_currency_told.source_system
            and told.connection = reporting_currency_told.connection
            and told.base_currency_code = reporting_currency_told.base_currency_code
            and told.date_day = reporting_currency_told.date_day

    where told.currency_code <> reporting_currency_told.currency_code

    union all

    select
        source_system,
        connection,
        base_currency_code as currency_code,
        base_currency_code,
        date_day,
        {{ rounded_quotient('cast(1 as decimal(38, 12))', 'units_per_base', 12) }}
            as units_per_base,
        2 as way

    from reporting_currency_told

),

known as (

    select * from against_reporting_currency
    union all
    select * from crossed

),

candidates as (

    select
        currency_code,
        date_day,
        units_per_base,
        row_number() over (
            partition by currency_code, date_day
            order by source_system, connection, way, base_currency_code
        ) as candidate_rank

    from known

    where units_per_base > 0

),

dated as (

    select
        currency_code,
        date_day,
        units_per_base

    from candidates

    where candidate_rank = 1

)

select * from dated
