with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

freshness_limits as (

    select * from {{ ref('stg_definitions__freshness_limits') }}

),

records as (

    select * from {{ ref('int_records_held') }}

),

holdings as (

    select
        entity,
        thing_id,
        source_system,
        min(source_created_at) as held_at

    from records

    group by entity, thing_id, source_system

),

-- Systems of which one could hold what the other does: they do so at least once.
directions as (

    select
        holdings.entity,
        holdings.source_system,
        others.source_system as other_system

    from holdings

    inner join holdings as others
        on
            holdings.entity = others.entity
            and holdings.thing_id = others.thing_id
            and holdings.source_system <> others.source_system

    group by
        holdings.entity,
        holdings.source_system,
        others.source_system

),

graced as (

    select
        directions.*,
        coalesce(freshness_limits.limit_hours, 48) as grace_hours

    from directions

    cross join settings

    left join freshness_limits
        on
            directions.other_system = freshness_limits.source_system
            and settings.definition_version = freshness_limits.definition_version

),

-- A thing waits from when the one holds it, is missed once the grace is over, and is neither any
-- more once the other holds it, too.
moments as (

    select
        graced.entity,
        graced.source_system,
        graced.other_system,
        holdings.thing_id,
        holdings.held_at,
        holdings.held_at + graced.grace_hours * interval '1 hour' as missed_at,
        others.held_at as there_at

    from graced

    inner join holdings
        on
            graced.entity = holdings.entity
            and graced.source_system = holdings.source_system

    left join holdings as others
        on
            holdings.entity = others.entity
            and holdings.thing_id = others.thing_id
            and graced.other_system = others.source_system

)

select * from moments
