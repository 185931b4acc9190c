with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

days as (

    select * from {{ ref('int_days_listed') }}
    where extract(day from date_day) = 1

),

subscriptions as (

    select * from {{ ref('int_subscriptions_identified') }}

),

months as (

    select
        days.date_day as month_start_date,
        cast(days.date_day + interval '1 month' as date) as next_month_date,
        settings.as_of,
        {{ midnight('days.date_day', 'settings.time_zone') }} as starts_at

    from days

    inner join settings
        on days.date_day <= settings.as_of_date

),

measured as (

    select
        months.month_start_date,
        months.next_month_date,
        months.as_of,
        months.starts_at,
        lead(months.starts_at) over (order by months.month_start_date) as ends_at

    from months

),

-- The month of now has not ended: it is measured as of now.
listed as (

    select
        subscriptions.subscription_id,
        measured.month_start_date,
        case
            when measured.ends_at is null then 'pending' else 'ended'
        end as month_status,
        cast(measured.next_month_date - 1 as date) as last_date,
        coalesce(measured.ends_at, measured.as_of) as measured_at

    from measured

    inner join subscriptions
        on
            subscriptions.started_at < coalesce(measured.ends_at, measured.as_of)
            and (
                subscriptions.ended_at is null
                or subscriptions.ended_at >= measured.starts_at
            )

)

select * from listed
