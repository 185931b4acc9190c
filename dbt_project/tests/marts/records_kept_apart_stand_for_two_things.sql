{{ config(meta={'dagster': {'ref': {'name': 'bridge_people'}}}) }}

{% set bridges = {
    'people': 'person_id', 'accounts': 'account_id', 'opportunities': 'opportunity_id',
} %}

with

overrides as (

    select * from {{ ref('int_overrides_resolved') }}
    where decision = 'apart'

),

{% for entity in bridges -%}
bridge_{{ entity }} as (

    select * from {{ ref('bridge_' ~ entity) }}

),

{% endfor -%}
joined as (
    {% for entity, id in bridges.items() %}
    {{- "union all\n" if not loop.first }}
    select
        overrides.override_id,
        near_ends.{{ id }} as thing_id

    from overrides

    inner join bridge_{{ entity }} as near_ends
        on overrides.record_key = near_ends.record_key

    inner join bridge_{{ entity }} as far_ends
        on overrides.linked_key = far_ends.record_key

    where near_ends.{{ id }} = far_ends.{{ id }}
    {% endfor %}
)

select * from joined
