with

handoffs as (

    select * from {{ ref('int_handoffs_made') }}

),

disposed as (

    select * from {{ ref('int_handoffs_disposed') }}

),

calendars as (

    select * from {{ ref('int_user_calendars_chosen') }}

),

calendar_days as (

    select * from {{ ref('int_calendar_days') }}

),

working_times as (

    select * from {{ ref('int_working_times') }}

),

moments as (

    select
        judged_by,
        lead_id,
        'handed_off' as moment,
        handed_off_at as moment_at
    from handoffs

    union all

    select
        judged_by,
        lead_id,
        'contacted' as moment,
        first_contacted_at as moment_at
    from handoffs

    where first_contacted_at is not null

    union all

    select
        judged_by,
        lead_id,
        'disposed' as moment,
        disposition_at as moment_at
    from disposed

),

dated as (

    select
        moments.judged_by,
        moments.lead_id,
        moments.moment,
        moments.moment_at,
        calendars.definition_version,
        calendars.calendar_order,
        {{ local_date('moments.moment_at', 'calendars.time_zone') }} as date_day

    from moments

    inner join handoffs
        on
            moments.judged_by = handoffs.judged_by
            and moments.lead_id = handoffs.lead_id

    inner join calendars
        on
            coalesce(handoffs.owner_user_id, '') = calendars.user_id
            and handoffs.definition_version = calendars.definition_version

),

-- What was worked before that day, and on it until then.
counted as (

    select
        dated.judged_by,
        dated.lead_id,
        dated.moment,
        dated.definition_version,
        dated.calendar_order,
        cast(
            calendar_days.worked_before
            + coalesce(
                sum(
                    {{ milliseconds_between(
                        'working_times.started_at',
                        'least(working_times.ended_at, dated.moment_at)'
                    ) }}
                ),
                0
            ) as bigint
        ) as worked

    from dated

    inner join calendar_days
        on
            dated.definition_version = calendar_days.definition_version
            and dated.calendar_order = calendar_days.calendar_order
            and dated.date_day = calendar_days.date_day

    left join working_times
        on
            dated.definition_version = working_times.definition_version
            and dated.calendar_order = working_times.calendar_order
            and dated.date_day = working_times.date_day
            and dated.moment_at > working_times.started_at

    group by
        dated.judged_by,
        dated.lead_id,
        dated.moment,
        dated.definition_version,
        dated.calendar_order,
        calendar_days.worked_before

)

select * from counted
