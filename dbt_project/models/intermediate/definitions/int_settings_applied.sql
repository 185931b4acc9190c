with

page_in_force as (

    select * from {{ ref('stg_definitions__page_in_force') }}

),

settings as (

    select
        definition_version,
        time_zone,
        reporting_currency,
        rate_date_open_opportunity,
        rate_date_closed_opportunity,
        rate_date_invoice,
        rate_date_payment,
        rate_date_spend,
        fiscal_year_start_month,
        idle_limit_days,
        influence_window_days,
        as_of_date,
        refresh_number,
        as_of

    from page_in_force

    where definition_version is not null

)

select * from settings
