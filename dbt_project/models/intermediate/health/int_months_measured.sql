with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

days as (

    select * from {{ ref('int_days_listed') }}
    where extract(day from date_day) = 1

),

records as (

    select * from {{ ref('int_records_held') }}

),

first_record as (

    select min(source_created_at) as first_created_at
    from records

),

listed as (

    select
        days.date_day as month_start_date,
        settings.as_of,
        settings.as_of_date,
        lead(days.date_day) over (order by days.date_day) as next_month_date,
        {{ midnight('days.date_day', 'settings.time_zone') }} as starts_at

    from days

    cross join settings

),

-- The month of now has not ended: it is measured as of now.
measured as (

    select
        month_start_date,
        case
            when next_month_date > as_of_date then as_of_date
            else cast(next_month_date - 1 as date)
        end as last_date,
        case
            when next_month_date > as_of_date then 'pending' else 'ended'
        end as month_status,
        starts_at,
        lead(starts_at) over (order by starts_at) as ends_at,
        as_of,
        row_number() over (order by month_start_date) as month_number

    from listed

    where next_month_date is not null

)

select
    measured.month_number,
    measured.month_start_date,
    measured.last_date,
    measured.month_status,
    measured.starts_at,
    case
        when measured.month_status = 'pending' then measured.as_of
        else measured.ends_at
    end as measured_at

from measured

cross join first_record

where
    measured.starts_at <= measured.as_of
    and (
        measured.ends_at > first_record.first_created_at
        or measured.month_status = 'pending'
    )
