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

working_times as (

    select * from {{ ref('int_working_times') }}

),

worked as (

    select
        definition_version,
        calendar_order,
        date_day,
        sum(worked) as worked

    from working_times

    group by
        definition_version,
        calendar_order,
        date_day

),

bounds as (

    select min(date_day) as first_day from working_times

),

-- On free days, too, something has been worked before.
counted as (

    select
        calendars.definition_version,
        calendars.calendar_order,
        days.date_day,
        cast(
            coalesce(
                sum(worked.worked) over (
                    partition by calendars.definition_version, calendars.calendar_order
                    order by days.date_day
                    rows between unbounded preceding and 1 preceding
                ),
                0
            ) as bigint
        ) as worked_before

    from calendars

    cross join settings

    cross join bounds

    inner join days
        on
            days.date_day >= bounds.first_day - 31
            and days.date_day <= settings.as_of_date + 366

    left join worked
        on
            calendars.definition_version = worked.definition_version
            and calendars.calendar_order = worked.calendar_order
            and days.date_day = worked.date_day

)

select * from counted
