with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

days as (

    select * from {{ ref('int_days_listed') }}

),

calendars as (

    select * from {{ ref('stg_definitions__calendars') }}

),

hours as (

    select * from {{ ref('stg_definitions__working_hours') }}

),

holidays as (

    select * from {{ ref('stg_definitions__holidays') }}

),

handed_off as (

    select min(handed_off_at) as first_handed_off_at
    from {{ ref('int_leads_dated') }}

),

-- From the first handoff until all that is promised today is due.
dated as (

    select
        calendars.definition_version,
        calendars.calendar_order,
        calendars.time_zone,
        days.date_day,
        hours.starts_minute,
        hours.ends_minute

    from calendars

    inner join hours
        on
            calendars.definition_version = hours.definition_version
            and calendars.calendar_order = hours.calendar_order

    cross join settings

    cross join handed_off

    inner join days
        on
            hours.iso_weekday = extract(isodow from days.date_day)
            and days.date_day >= cast(handed_off.first_handed_off_at as date) - 1
            and days.date_day <= settings.as_of_date + 366

    left join holidays
        on
            calendars.definition_version = holidays.definition_version
            and calendars.calendar_order = holidays.calendar_order
            and days.date_day = holidays.holiday

    where holidays.holiday is null

),

placed as (

    select
        definition_version,
        calendar_order,
        date_day,
        {{ utc_time(
            "cast(date_day as timestamp) + starts_minute * interval '1 minute'",
            'time_zone'
        ) }} as started_at,
        {{ utc_time(
            "cast(date_day as timestamp) + ends_minute * interval '1 minute'",
            'time_zone'
        ) }} as ended_at

    from dated

),

measured as (

    select
        *,
        {{ milliseconds_between('started_at', 'ended_at') }} as worked

    from placed

    where ended_at > started_at

),

-- How much a calendar has worked before each interval.
counted as (

    select
        *,
        cast(
            coalesce(
                sum(worked) over (
                    partition by definition_version, calendar_order
                    order by started_at
                    rows between unbounded preceding and 1 preceding
                ),
                0
            ) as bigint
        ) as worked_before

    from measured

)

select * from counted
