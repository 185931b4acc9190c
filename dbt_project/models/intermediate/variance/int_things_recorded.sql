{% set clustered = {'people': 'person_id', 'opportunities': 'opportunity_id'} %}
{% set dated = {'invoices': 'issued_at', 'payments': 'paid_at'} %}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

limits as (

    select * from {{ ref('stg_definitions__freshness_limits') }}

),

systems as (

    select distinct
        source_system,
        connection
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
        coalesce(
            clustered.{{ id }},
            {{ record_key(entity, record=entity) }}
        ) as thing_id,
        {{ entity }}.source_system,
        {{ entity }}.connection,
        {{ entity }}.source_object,
        {{ entity }}.record_id,
        {{ entity }}.is_deleted,
        {{ entity }}.source_created_at as made_at,
        coalesce({{ entity }}.source_changed_at, {{ entity }}.source_created_at)
            as changed_at

    from {{ entity }}

    left join {{ entity }}_clustered as clustered
        on
            {{ entity }}.source_system = clustered.source_system
            and {{ entity }}.connection = clustered.connection
            and {{ entity }}.source_object = clustered.source_object
            and {{ entity }}.record_id = clustered.record_id

    union all
    {% endfor %}
    {%- for entity, made_at in dated.items() %}
    select
        {{ record_key(entity) }} as thing_id,
        source_system,
        connection,
        source_object,
        record_id,
        is_deleted,
        coalesce({{ made_at }}, source_created_at) as made_at,
        coalesce({{ made_at }}, source_created_at) as changed_at
    from {{ entity }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

-- What a record tells of after now does not exist yet.
known as (

    select
        recorded.*,
        settings.as_of,
        coalesce(recorded.made_at <= settings.as_of, true) as is_made,
        row_number() over (
            partition by
                recorded.thing_id,
                recorded.source_system,
                recorded.connection,
                coalesce(recorded.made_at <= settings.as_of, true)
            order by
                recorded.is_deleted,
                recorded.source_object,
                recorded.record_id
        ) as place

    from recorded

    cross join settings

),

beside as (

    select
        known.*,
        systems.source_system as system_name,
        systems.connection as system_connection,
        known.source_system = systems.source_system
        and known.connection = systems.connection as is_here

    from known

    cross join systems

),

by_system as (

    select
        thing_id,
        system_name as source_system,
        system_connection as connection,
        as_of,
        count(*) filter (
            where
                is_here
                and is_made
        ) as record_count,
        count(*) filter (
            where
                is_here
                and is_made
                and not is_deleted
        ) as standing_count,
        max(source_object) filter (
            where
                is_here
                and is_made
                and place = 1
        ) as source_object,
        max(record_id) filter (
            where
                is_here
                and is_made
                and place = 1
        ) as record_id,
        max(changed_at) filter (where is_here) as changed_here_at,
        max(changed_at) filter (where not is_here) as changed_elsewhere_at,
        min(coalesce(made_at, timestamp '1900-01-01')) filter (where not is_here)
            as made_elsewhere_at

    from beside

    group by
        thing_id,
        system_name,
        system_connection,
        as_of

),

limits_in_force as (

    select
        limits.source_system,
        limits.limit_hours

    from limits

    inner join settings
        on limits.definition_version = settings.definition_version

)

-- A system may be as late as the page lets it: what was made elsewhere within that time, or
-- changed there after it did here, may still be on its way. A record that does not tell when it
-- was made (merged away before it was ever read) is no new one.
select
    by_system.thing_id,
    by_system.source_system,
    by_system.connection,
    by_system.record_count,
    by_system.standing_count,
    by_system.source_object,
    by_system.record_id,
    coalesce(by_system.changed_here_at > by_system.as_of, false)
    or coalesce(
        case
            when by_system.changed_here_at is null then by_system.made_elsewhere_at
            when by_system.changed_elsewhere_at > by_system.changed_here_at
                then by_system.changed_elsewhere_at
        end > by_system.as_of - limits_in_force.limit_hours * interval '1 hour',
        false
    ) as is_out_of_step

from by_system

left join limits_in_force
    on by_system.source_system = limits_in_force.source_system
