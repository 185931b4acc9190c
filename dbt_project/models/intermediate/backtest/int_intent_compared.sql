with

earned as (

    select * from {{ ref('int_points_compared') }}

),

moments as (

    select distinct
        scored_by,
        person_number,
        segment_number,
        earned_date as moment_date,
        earned_at as moment_at

    from earned

),

-- A day's points as they stood at the moment, and as they stood just before it.
worth as (

    select
        moments.scored_by,
        moments.person_number,
        moments.segment_number,
        moments.moment_at,
        earned.activity_order,
        earned.at_most,
        earned.next_earned_at is null
        or earned.next_earned_at > moments.moment_at as is_then,
        earned.earned_at < moments.moment_at as is_before,
        {{ worth_of_points(
            'earned.points_of_day',
            'moments.moment_date - earned.earned_date',
            'earned.half_life_days'
        ) }} as thousandths

    from moments

    inner join earned
        on
            moments.scored_by = earned.scored_by
            and moments.person_number = earned.person_number
            and moments.segment_number = earned.segment_number
            and moments.moment_at >= earned.earned_at
            and (
                earned.next_earned_at is null
                or moments.moment_at <= earned.next_earned_at
            )

),

activities as (

    select
        scored_by,
        person_number,
        segment_number,
        moment_at,
        least(
            sum(case when is_then then thousandths else 0 end), min(at_most) * 1000
        ) as thousandths,
        least(
            sum(case when is_before then thousandths else 0 end), min(at_most) * 1000
        ) as thousandths_before

    from worth

    group by
        scored_by,
        person_number,
        segment_number,
        moment_at,
        activity_order

),

scored as (

    select
        scored_by,
        person_number,
        segment_number,
        moment_at,
        cast(sum(thousandths) as bigint) as intent_thousandths,
        cast(sum(thousandths_before) as bigint) as intent_thousandths_before

    from activities

    group by
        scored_by,
        person_number,
        segment_number,
        moment_at

)

select * from scored
