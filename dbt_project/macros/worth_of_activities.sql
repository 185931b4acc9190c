{#-
    CTEs that end in `activities`: what each activity of a page was worth at `moments`, with what
    happened at that very instant and without it, in thousandths of a point, and the touches in it;
    those of bursts earn nothing.
-#}
{% macro worth_of_activities(moments) -%}
-- A day's points as they stood at the moment, and as they stood just before it.
worth as (

    select
        moments.judged_by,
        moments.person_id,
        moments.segment_number,
        moments.moment_at,
        earned.definition_version,
        earned.activity_order,
        earned.at_most,
        earned.touches_of_day,
        earned.is_burst,
        earned.earned_at,
        earned.earned_at <= moments.moment_at
        and (
            earned.next_earned_at is null
            or earned.next_earned_at > moments.moment_at
        ) as is_then,
        earned.earned_at < moments.moment_at as is_before,
        {{ worth_of_points(
            'earned.points_of_day',
            'moments.moment_date - earned.earned_date',
            'earned.half_life_days'
        ) }} as thousandths

    from {{ moments }} as moments

    inner join {{ ref('int_points_earned') }} as earned
        on
            moments.judged_by = earned.judged_by
            and moments.person_id = earned.person_id
            and moments.segment_number = earned.segment_number
            and moments.moment_at >= earned.earned_at
            and (
                earned.next_earned_at is null
                or moments.moment_at <= earned.next_earned_at
            )

),

activities as (

    select
        judged_by,
        person_id,
        segment_number,
        moment_at,
        definition_version,
        activity_order,
        least(
            sum(case when is_then then thousandths else 0 end), min(at_most) * 1000
        ) as thousandths,
        least(
            sum(case when is_before then thousandths else 0 end), min(at_most) * 1000
        ) as thousandths_before,
        sum(case when is_then then touches_of_day else 0 end) as touch_count,
        sum(case when is_then and is_burst then touches_of_day else 0 end)
            as burst_touch_count,
        max(earned_at) as last_earned_at

    from worth

    group by
        judged_by,
        person_id,
        segment_number,
        moment_at,
        definition_version,
        activity_order

)
{%- endmacro %}
