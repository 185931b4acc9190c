with

dated_conversion_rates as (

    select * from {{ ref('stg_salesforce__dated_conversion_rates') }}

),

currency_types as (

    select * from {{ ref('stg_salesforce__currency_types') }}

),

corporate_currencies as (

    select
        connection,
        currency_code as base_currency_code

    from currency_types

    where is_corporate

),

exchange_rates_of_salesforce as (

    select
        dated_conversion_rates.connection,
        dated_conversion_rates.record_id,
        dated_conversion_rates.merged_into_id,
        dated_conversion_rates.first_load_id,
        dated_conversion_rates.load_id,
        'salesforce' as source_system,
        'DatedConversionRate' as source_object,
        dated_conversion_rates.currency_code,
        corporate_currencies.base_currency_code,
        dated_conversion_rates.units_per_base,
        dated_conversion_rates.is_deleted,
        dated_conversion_rates.deleted_at,
        dated_conversion_rates.valid_from_date,
        nullif(dated_conversion_rates.valid_to_date, date '9999-12-31')
            as valid_to_date,
        dated_conversion_rates.source_created_at,
        dated_conversion_rates.source_changed_at

    from dated_conversion_rates

    inner join corporate_currencies
        on dated_conversion_rates.connection = corporate_currencies.connection

)

{{ conform('exchange_rates', 'exchange_rates_of_salesforce') }}
