with

staged as (

    select * from {{ ref('int_leads_staged') }}

),

bursts as (

    select * from {{ ref('int_points_earned') }}
    where is_burst

),

-- The whole day counts for nothing, what came before the limit was passed, too.
days as (

    select
        judged_by,
        person_id,
        segment_number,
        definition_version,
        activity_order,
        earned_date,
        max(touches_of_day) as touch_count

    from bursts

    group by
        judged_by,
        person_id,
        segment_number,
        definition_version,
        activity_order,
        earned_date

),

counted as (

    select
        staged.judged_by,
        staged.lead_id,
        count(*) as burst_count,
        cast(sum(days.touch_count) as bigint) as burst_touch_count

    from staged

    inner join days
        on
            staged.judged_by = days.judged_by
            and staged.person_id = days.person_id
            and staged.segment_number = days.segment_number

    group by
        staged.judged_by,
        staged.lead_id

)

select * from counted
