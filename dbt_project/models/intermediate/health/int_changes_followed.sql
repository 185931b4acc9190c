with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

dated as (

    select
        *,
        coalesce(valid_to_at, timestamp '9999-12-31') as valid_until_at

    from {{ ref('int_values_dated') }}

),

freshness_limits as (

    select * from {{ ref('stg_definitions__freshness_limits') }}

),

held as (

    select * from {{ ref('int_records_held') }}
    where
        is_shared
        and entity = 'opportunities'

),

holdings as (

    select
        held.thing_id,
        held.source_system,
        coalesce(min(freshness_limits.limit_hours), 48) as grace_hours,
        min(held.source_created_at) as held_at

    from held

    cross join settings

    left join freshness_limits
        on
            held.source_system = freshness_limits.source_system
            and settings.definition_version = freshness_limits.definition_version

    group by held.thing_id, held.source_system

),

-- What the other system says already is no change that it has to take over.
changes as (

    select
        dated.entity,
        dated.thing_id,
        dated.source_system,
        holdings.source_system as other_system,
        dated.field,
        dated.value,
        dated.valid_from_at as changed_at,
        dated.valid_to_at as replaced_at,
        dated.valid_until_at,
        dated.valid_from_at + holdings.grace_hours * interval '1 hour' as due_at

    from dated

    inner join holdings
        on
            dated.thing_id = holdings.thing_id
            and dated.source_system <> holdings.source_system
            and dated.valid_from_at >= holdings.held_at

    left join dated as there
        on
            dated.thing_id = there.thing_id
            and dated.field = there.field
            and dated.value = there.value
            and holdings.source_system = there.source_system
            and dated.valid_from_at >= there.valid_from_at
            and dated.valid_from_at < there.valid_until_at

    where
        dated.is_change
        and dated.value is not null
        and there.thing_id is null

),

followed as (

    select
        changes.entity,
        changes.thing_id,
        changes.source_system,
        changes.other_system,
        changes.field,
        changes.changed_at,
        changes.replaced_at,
        changes.due_at,
        min(taken.valid_from_at) as followed_at

    from changes

    left join dated as taken
        on
            changes.thing_id = taken.thing_id
            and changes.field = taken.field
            and changes.value = taken.value
            and changes.other_system = taken.source_system
            and changes.changed_at < taken.valid_from_at
            and changes.valid_until_at >= taken.valid_from_at

    group by
        changes.entity,
        changes.thing_id,
        changes.source_system,
        changes.other_system,
        changes.field,
        changes.changed_at,
        changes.replaced_at,
        changes.due_at

),

-- A value that is replaced before anybody took it over need not be taken over any more.
judged as (

    select
        followed.entity,
        followed.thing_id,
        followed.source_system,
        followed.other_system,
        followed.field,
        case
            when followed.followed_at <= followed.due_at then 'met'
            when followed.followed_at is not null then 'breached'
            when followed.due_at < settings.as_of then 'breached'
            else 'pending'
        end as follow_status,
        {{ whole_quotient(
            milliseconds_between('followed.changed_at', 'followed.followed_at'), 60000
        ) }} as lag_minutes,
        {{ local_date('followed.changed_at', 'settings.time_zone') }} as changed_date,
        followed.changed_at,
        followed.followed_at

    from followed

    cross join settings

    where followed.followed_at is not null or followed.replaced_at is null

)

select * from judged
