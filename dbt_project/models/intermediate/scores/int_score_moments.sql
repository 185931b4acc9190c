with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

pages as (

    select * from {{ ref('int_pages_applied') }}

),

segmented as (

    select * from {{ ref('int_person_events_segmented') }}

),

earned as (

    select * from {{ ref('int_points_earned') }}

),

beginnings as (

    select
        judged_by,
        person_id,
        segment_number,
        min(earned_at) as first_earned_at

    from earned

    group by
        judged_by,
        person_id,
        segment_number

),

-- A page that judges all that ever happened never begins.
ends as (

    select
        judged_by,
        person_id,
        segment_number,
        max(case when closes_cycle then event_at end) as closed_at,
        max(reached_at) as reached_at,
        min(next_started_at) as next_started_at

    from segmented

    where judged_by = 'then'

    group by
        judged_by,
        person_id,
        segment_number

),

-- A new page may call those qualified whom the one before it did not, as long as they are not
-- done with and not silent.
moments as (

    select
        judged_by,
        person_id,
        segment_number,
        earned_at as moment_at
    from earned

    union distinct

    select
        beginnings.judged_by,
        beginnings.person_id,
        beginnings.segment_number,
        pages.applies_from as moment_at

    from beginnings

    inner join ends
        on
            beginnings.judged_by = ends.judged_by
            and beginnings.person_id = ends.person_id
            and beginnings.segment_number = ends.segment_number

    inner join pages
        on
            beginnings.judged_by = pages.judged_by
            and beginnings.first_earned_at < pages.applies_from

    inner join settings
        on settings.as_of >= pages.applies_from

    where
        (ends.closed_at is null or pages.applies_from <= ends.closed_at)
        and (ends.next_started_at is null or pages.applies_from < ends.next_started_at)
        and pages.applies_from
        <= ends.reached_at + pages.idle_limit_days * interval '24 hours'

),

-- The page in force then, and the one in force just before.
judged as (

    select
        moments.judged_by,
        moments.person_id,
        moments.segment_number,
        moments.moment_at,
        {{ local_date('moments.moment_at', 'settings.time_zone') }} as moment_date,
        pages.definition_version,
        pages_before.definition_version as definition_version_before

    from moments

    cross join settings

    inner join pages
        on
            moments.judged_by = pages.judged_by
            and moments.moment_at >= pages.applies_from
            and moments.moment_at < pages.applies_to

    left join pages as pages_before
        on
            moments.judged_by = pages_before.judged_by
            and moments.moment_at > pages_before.applies_from
            and moments.moment_at <= pages_before.applies_to

)

select * from judged
