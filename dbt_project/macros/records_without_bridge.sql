{#- The records of the entities that are not gone and yet stand for nothing in the bridge. -#}
{% macro records_without_bridge(bridge, entities) -%}
with

bridge as (

    select * from {{ ref(bridge) }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

recorded as (
    {% for entity in entities %}
    {{- "union all\n" if not loop.first }}
    select
        {{ record_key(entity, 'unioned') }} as record_key,
        unioned.source_system,
        unioned.connection,
        unioned.source_object,
        unioned.record_id

    from {{ ref('int_' ~ entity ~ '_unioned') }} as unioned

    cross join settings

    where
        not unioned.is_deleted
        {%- if entity == 'opportunities' %}
        and (
            unioned.source_created_at is null
            or unioned.source_created_at <= settings.as_of
        )
        {%- endif %}
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
