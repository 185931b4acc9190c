with

touches as (

    select * from {{ ref('int_touches_segmented') }}

),

activities as (

    select * from {{ ref('stg_definitions__activities') }}

),

scores as (

    select * from {{ ref('stg_definitions__scores') }}

),

pages as (

    select distinct
        definition_version,
        scored_by
    from {{ ref('int_pages_compared') }}

),

least_asked as (

    select
        pages.scored_by,
        min(scores.intent_at_least) as intent_at_least

    from pages

    inner join scores
        on pages.definition_version = scores.definition_version

    group by pages.scored_by

),

touched as (

    select
        scored_by,
        person_number,
        segment_number,
        activity_order,
        count(*) as touch_count

    from touches

    group by
        scored_by,
        person_number,
        segment_number,
        activity_order

),

-- All that was ever earned, as if nothing of it faded: no instant of the segment has more.
promising as (

    select
        touched.scored_by,
        touched.person_number,
        touched.segment_number

    from touched

    inner join activities
        on
            touched.scored_by = activities.definition_version
            and touched.activity_order = activities.activity_order

    inner join least_asked
        on touched.scored_by = least_asked.scored_by

    group by
        touched.scored_by,
        touched.person_number,
        touched.segment_number

    having
        sum(least(touched.touch_count * activities.points, activities.at_most))
        >= min(least_asked.intent_at_least)

)

select * from promising
