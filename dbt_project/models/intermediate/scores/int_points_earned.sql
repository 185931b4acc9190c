with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

segmented as (

    select * from {{ ref('int_person_events_segmented') }}
    where activity_order is not null

),

activities as (

    select * from {{ ref('stg_definitions__activities') }}

),

scores as (

    select * from {{ ref('stg_definitions__scores') }}

),

-- What one instant brings; what it is worth stays with the page by which it was earned.
earned as (

    select
        segmented.judged_by,
        segmented.person_id,
        segmented.segment_number,
        segmented.definition_version,
        segmented.activity_order,
        segmented.event_at as earned_at,
        {{ local_date('segmented.event_at', 'settings.time_zone') }} as earned_date,
        cast(count(*) as bigint) as touch_count

    from segmented

    cross join settings

    group by
        segmented.judged_by,
        segmented.person_id,
        segmented.segment_number,
        segmented.definition_version,
        segmented.activity_order,
        segmented.event_at,
        {{ local_date('segmented.event_at', 'settings.time_zone') }}

),

counted as (

    select
        *,
        cast(
            sum(touch_count) over (
                partition by
                    judged_by, person_id, segment_number, definition_version,
                    activity_order, earned_date
                order by earned_at
                rows unbounded preceding
            ) as bigint
        ) as touches_of_day,
        lead(earned_at) over (
            partition by
                judged_by, person_id, segment_number, definition_version,
                activity_order, earned_date
            order by earned_at
        ) as next_earned_at

    from earned

),

-- Too many of one kind in a day were no person's doing, and those before them count no more.
valued as (

    select
        counted.*,
        activities.activity,
        activities.at_most,
        scores.half_life_days,
        counted.touches_of_day > scores.most_a_day as is_burst,
        case
            when counted.touches_of_day > scores.most_a_day then 0
            else counted.touches_of_day * activities.points
        end as points_of_day

    from counted

    inner join activities
        on
            counted.definition_version = activities.definition_version
            and counted.activity_order = activities.activity_order

    inner join scores
        on counted.definition_version = scores.definition_version

)

select * from valued
