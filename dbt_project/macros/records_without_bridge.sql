{#- The records of the entities that are not gone and yet stand for nothing in the bridge. -#}
{% macro records_without_bridge(bridge, entities) -%}
with

bridge as (

    select * from {{ ref(bridge) }}

),

recorded as (
    {% for entity in entities %}
    {{- "union all\n" if not loop.first }}
    select
        {{ record_key(entity) }} as record_key,
        source_system,
        connection,
        source_object,
        record_id

    from {{ ref('int_' ~ entity ~ '_unioned') }}

    where not is_deleted
    {% endfor %}
)

select recorded.*

from recorded

left join bridge
    on recorded.record_key = bridge.record_key

where
    bridge.record_key is null
    or bridge.is_gone
{%- endmacro %}
