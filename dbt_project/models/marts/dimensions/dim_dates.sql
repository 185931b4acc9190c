with

days as (

    select * from {{ ref('int_days_listed') }}

),

pages as (

    select * from {{ ref('stg_definitions__pages') }}
    where is_governing

),

-- A fiscal year is called by the calendar year in which it ends.
shifted as (

    select
        pages.definition_version,
        days.date_day,
        pages.fiscal_year_start_month,
        cast(extract(year from days.date_day) as bigint) as calendar_year,
        cast(extract(month from days.date_day) as bigint) as calendar_month,
        cast(
            (extract(month from days.date_day) - pages.fiscal_year_start_month + 12)
            as bigint
        ) % 12 as months_into_fiscal_year,
        days.date_day >= {{ local_date('pages.effective_from', 'pages.time_zone') }}
        and days.date_day < {{ local_date('pages.effective_to', 'pages.time_zone') }}
            as is_in_force

    from days

    cross join pages

)

select
    definition_version || '|' || cast(date_day as text) as definition_date_id,
    definition_version,
    cast(date_trunc('week', date_day) as date) as week_start_date,
    cast(date_trunc('month', date_day) as date) as month_start_date,
    cast(date_trunc('quarter', date_day) as date) as quarter_start_date,
    calendar_year,
    calendar_month,
    cast(extract(quarter from date_day) as bigint) as calendar_quarter,
    cast(extract(isodow from date_day) as bigint) as weekday_number,
    calendar_year
    + case
        when fiscal_year_start_month > 1 and calendar_month >= fiscal_year_start_month
            then 1
        else 0
    end as fiscal_year,
    months_into_fiscal_year + 1 as fiscal_month,
    cast(floor(months_into_fiscal_year / 3.0) as bigint) + 1 as fiscal_quarter,
    is_in_force,
    date_day

from shifted
