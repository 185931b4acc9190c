{#-
    CTEs that end in `grouped`: each record of `entity` that stands or stands in for another, with
    the group that evidence other than likeness joins it to, called by its first record that stands.
    A record that is gone without merge is like nobody: it may hang on a group, and lends it nothing.
    Needs `recursive`.
-#}
{% macro grouped_records(entity) -%}
records as (

    select * from {{ ref('int_' ~ entity ~ '_keyed') }}

),

registered as (

    select * from {{ ref('registry_' ~ entity) }}

),

linked as (

    select
        record_key,
        linked_key

    from {{ ref('int_' ~ entity ~ '_paired') }}

    where decision = 'link'

),

{{ connected_components('linked') }},

grouped as (

    select
        records.record_key,
        first_value(records.record_key) over (
            partition by coalesce(components.component, records.record_key)
            order by
                records.is_deleted,
                {{ key_order('registered') }}
        ) as group_key,
        records.entity,
        records.source_system,
        records.connection,
        records.source_object,
        records.record_id,
        records.is_deleted

    from records

    inner join registered
        on records.record_key = registered.record_key

    left join components
        on records.record_key = components.record_key

    where records.standing_key is not null

)
{%- endmacro %}
