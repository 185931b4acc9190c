with

as_of as (

    select * from {{ ref('stg_control__as_of') }}

),

pages as (

    select * from {{ ref('stg_definitions__pages') }}
    where is_governing

),

pages_in_force as (

    select
        as_of.refresh_number,
        as_of.as_of,
        pages.definition_version,
        coalesce(pages.time_zone, 'UTC') as time_zone,
        pages.reporting_currency,
        pages.rate_date_open_opportunity,
        pages.rate_date_closed_opportunity,
        pages.rate_date_invoice,
        pages.rate_date_payment,
        pages.rate_date_spend,
        pages.fiscal_year_start_month,
        pages.idle_limit_days,
        pages.influence_window_days

    from as_of

    left join pages
        on
            as_of.as_of >= pages.effective_from
            and as_of.as_of < pages.effective_to

),

with_today as (

    select
        *,
        {{ local_date('as_of', 'time_zone') }} as as_of_date

    from pages_in_force

)

select * from with_today
