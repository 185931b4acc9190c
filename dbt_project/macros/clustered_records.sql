{#-
    Which thing each record of an entity stands for: all that any chain of links joins is one,
    called by the key of its first record, in the order in which the registry met them.
    `id` names the thing's key, `kept` are columns that go along, `pairs` the model of all links.
-#}
{% macro clustered_records(entity, id, kept=[], pairs=none) -%}
with recursive

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

    from {{ ref(pairs or 'int_' ~ entity ~ '_paired') }}

    where decision = 'link'

),

{{ connected_components('linked') }},

clustered as (

    select
        records.record_key,
        first_value(records.record_key) over (
            partition by coalesce(components.component, records.record_key)
            order by {{ key_order('registered') }}
        ) as {{ id }},
        records.standing_key,
        records.entity,
        records.source_system,
        records.connection,
        records.source_object,
        records.record_id,
        {%- for column in kept %}
        records.{{ column }},
        {%- endfor %}
        records.first_load_id,
        records.first_refresh_number,
        records.is_deleted,
        records.source_created_at

    from records

    inner join registered
        on records.record_key = registered.record_key

    left join components
        on records.record_key = components.record_key

),

-- What only records gone without merge speak of is in no dimension and no fact.
presence as (

    select
        clustered.*,
        bool_or(not is_deleted) over (partition by {{ id }}) as is_present

    from clustered

)

select * from presence
{%- endmacro %}
