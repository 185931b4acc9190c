with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

days as (

    select * from {{ ref('int_days_listed') }}

),

pages as (

    select * from {{ ref('int_pages_applied') }}

),

slas as (

    select * from {{ ref('stg_definitions__sla') }}

),

leads as (

    select * from {{ ref('int_leads_dated') }}

),

first_leads as (

    select min(lead_at) as first_lead_at from leads

),

mondays as (

    select
        days.date_day as week_start_date,
        settings.as_of,
        {{ midnight('days.date_day', 'settings.time_zone') }} as starts_at,
        {{ midnight('(days.date_day + 7)', 'settings.time_zone') }} as ends_at

    from days

    cross join settings

    where extract(isodow from days.date_day) = 1

),

-- A week is held to the page in force at its end, or now.
weeks as (

    select
        pages.judged_by,
        slas.definition_version,
        slas.mqls_a_week,
        slas.accepted_percent,
        slas.contact_within_minutes,
        slas.feedback_within_minutes,
        slas.in_time_percent,
        mondays.week_start_date,
        mondays.starts_at,
        mondays.ends_at,
        mondays.as_of >= mondays.ends_at as has_ended

    from mondays

    cross join first_leads

    inner join pages
        on
            case
                when mondays.as_of < mondays.ends_at
                    then
                        mondays.as_of >= pages.applies_from
                        and mondays.as_of < pages.applies_to
                else
                    mondays.ends_at > pages.applies_from
                    and mondays.ends_at <= pages.applies_to
            end

    inner join slas
        on pages.definition_version = slas.definition_version

    where
        mondays.starts_at <= mondays.as_of
        and mondays.ends_at > first_leads.first_lead_at

)

select * from weeks
