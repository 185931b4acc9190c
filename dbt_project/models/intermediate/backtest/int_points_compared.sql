with

touches as (

    select * from {{ ref('int_touches_segmented') }}

),

promising as (

    select * from {{ ref('int_segments_promising') }}

),

activities as (

    select * from {{ ref('stg_definitions__activities') }}

),

scores as (

    select * from {{ ref('stg_definitions__scores') }}

),

earned as (

    select
        touches.scored_by,
        touches.person_number,
        touches.segment_number,
        touches.activity_order,
        touches.event_at as earned_at,
        touches.event_date as earned_date,
        count(*) as touch_count

    from touches

    inner join promising
        on
            touches.scored_by = promising.scored_by
            and touches.person_number = promising.person_number
            and touches.segment_number = promising.segment_number

    group by
        touches.scored_by,
        touches.person_number,
        touches.segment_number,
        touches.activity_order,
        touches.event_at,
        touches.event_date

),

counted as (

    select
        *,
        sum(touch_count) over (
            partition by
                scored_by, person_number, segment_number, activity_order, earned_date
            order by earned_at
            rows unbounded preceding
        ) as touches_of_day,
        lead(earned_at) over (
            partition by
                scored_by, person_number, segment_number, activity_order, earned_date
            order by earned_at
        ) as next_earned_at

    from earned

),

-- Too many of one kind in a day were no person's doing, and those before them count no more.
valued as (

    select
        counted.scored_by,
        counted.person_number,
        counted.segment_number,
        counted.activity_order,
        activities.at_most,
        scores.half_life_days,
        cast(
            case
                when counted.touches_of_day > scores.most_a_day then 0
                else counted.touches_of_day * activities.points
            end as bigint
        ) as points_of_day,
        counted.earned_date,
        counted.earned_at,
        counted.next_earned_at

    from counted

    inner join activities
        on
            counted.scored_by = activities.definition_version
            and counted.activity_order = activities.activity_order

    inner join scores
        on counted.scored_by = scores.definition_version

)

select * from valued
