{% set periods = {
    'month': [1, "cast(date_trunc('month', days.date_day) as date)"],
    'quarter': [
        3, fiscal_quarter_start('days.date_day', 'settings.fiscal_year_start_month')
    ],
} %}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

days as (

    select * from {{ ref('int_days_listed') }}

),

targets as (

    select * from {{ ref('stg_definitions__targets') }}
    where is_governing

),

pages as (

    select * from {{ ref('stg_definitions__pages') }}
    where is_governing

),

periods as (
    {% for period, (months, start) in periods.items() %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ period }}' as period,
        days.date_day as period_start_date,
        cast(
            days.date_day + interval '{{ months }} month' as date
        ) as next_start_date

    from days

    cross join settings

    where
        days.date_day <= settings.as_of_date
        and days.date_day = {{ start }}
    {% endfor %}
)

select
    md5(
        targets.metric || '|' || targets.period || '|'
        || cast(periods.period_start_date as text)
    ) as target_id,
    targets.definition_version,
    targets.metric,
    targets.period,
    targets.target_value,
    case
        when targets.metric in ('pipeline', 'won') then settings.reporting_currency
    end as currency_code,
    periods.period_start_date,
    periods.next_start_date

from targets

cross join settings

inner join pages
    on targets.definition_version = pages.definition_version

inner join periods
    on
        targets.period = periods.period
        and periods.period_start_date
        >= {{ local_date('pages.effective_from', 'settings.time_zone') }}
        and periods.period_start_date
        < {{ local_date('pages.effective_to', 'settings.time_zone') }}
