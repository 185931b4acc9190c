with

as_of as (

    select * from {{ ref('stg_control__as_of') }}

),

pages as (

    select * from {{ ref('stg_definitions__pages') }}

),

settings as (

    select
        pages.definition_version,
        pages.time_zone,
        pages.reporting_currency,
        pages.rate_date_open_opportunity,
        pages.rate_date_closed_opportunity,
        pages.rate_date_invoice,
        pages.rate_date_payment,
        pages.rate_date_spend,
        pages.fiscal_year_start_month,
        pages.idle_limit_days,
        pages.influence_window_days,
        {{ local_date('as_of.as_of', 'pages.time_zone') }} as as_of_date,
        as_of.refresh_number,
        as_of.as_of

    from pages

    inner join as_of
        on
            as_of.as_of >= pages.effective_from
            and as_of.as_of < pages.effective_to

    where pages.is_governing

)

select * from settings
