{% set clustered = {'people': 'person_id', 'opportunities': 'opportunity_id'} %}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

limits as (

    select * from {{ ref('stg_definitions__freshness_limits') }}

),

systems as (

    select distinct source_system
    from {{ ref('int_control_totals_converted') }}

),

people_clustered as (

    select * from {{ ref('int_people_clustered') }}

),

people as (

    select * from {{ ref('int_people_unioned') }}

),

opportunities_clustered as (

    select * from {{ ref('int_opportunities_clustered') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

invoices as (

    select * from {{ ref('int_invoices_unioned') }}

),

payments as (

    select * from {{ ref('int_payments_unioned') }}

),

recorded as (
    {% for entity, id in clustered.items() %}
    select
        clustered.{{ id }} as thing_id,
        {{ entity }}.source_system,
        {{ entity }}.is_deleted,
        coalesce({{ entity }}.source_changed_at, {{ entity }}.source_created_at)
            as changed_at

    from {{ entity }}_clustered as clustered

    inner join {{ entity }}
        on
            clustered.source_system = {{ entity }}.source_system
            and clustered.connection = {{ entity }}.connection
            and clustered.source_object = {{ entity }}.source_object
            and clustered.record_id = {{ entity }}.record_id

    union all
    {% endfor %}
    {%- for entity in ['invoices', 'payments'] %}
    select
        {{ record_key(entity) }} as thing_id,
        source_system,
        is_deleted,
        source_created_at as changed_at
    from {{ entity }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

by_system as (

    select
        recorded.thing_id,
        systems.source_system,
        count(*) filter (where recorded.source_system = systems.source_system)
            as record_count,
        count(*) filter (
            where
                recorded.source_system = systems.source_system
                and not recorded.is_deleted
        ) as standing_count,
        max(recorded.changed_at) filter (
            where recorded.source_system = systems.source_system
        ) as changed_here_at,
        max(recorded.changed_at) filter (
            where recorded.source_system <> systems.source_system
        ) as changed_elsewhere_at

    from recorded

    cross join systems

    group by
        recorded.thing_id,
        systems.source_system

),

-- A system may be as late as the page lets it: what changed elsewhere within that time, and
-- here before, may still be on its way.
judged as (

    select
        by_system.thing_id,
        by_system.source_system,
        by_system.record_count,
        by_system.standing_count,
        coalesce(
            by_system.changed_elsewhere_at
            > settings.as_of - limits.limit_hours * interval '1 hour'
            and (
                by_system.changed_here_at is null
                or by_system.changed_elsewhere_at > by_system.changed_here_at
            ),
            false
        ) as is_behind

    from by_system

    cross join settings

    left join limits
        on
            settings.definition_version = limits.definition_version
            and by_system.source_system = limits.source_system

)

select * from judged
