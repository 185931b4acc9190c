{{ config(meta={'dagster': {'ref': {'name': 'bridge_links'}}}) }}

{% set bridges = {
    'people': 'person_id', 'accounts': 'account_id', 'opportunities': 'opportunity_id',
} %}

with recursive

linked as (

    select
        one_key as record_key,
        other_key as linked_key
    from {{ ref('bridge_links') }}
    where decision = 'link'

),

{{ connected_components('linked') }},

bridged as (
    {% for entity, id in bridges.items() %}
    {{- "union all\n" if not loop.first }}
    select
        record_key,
        '{{ entity }}' as entity,
        {{ id }} as thing_id

    from {{ ref('bridge_' ~ entity) }}
    {% endfor %}
)

select
    bridged.entity,
    bridged.thing_id,
    count(distinct coalesce(components.component, bridged.record_key)) as part_count

from bridged

left join components
    on bridged.record_key = components.record_key

group by
    bridged.entity,
    bridged.thing_id

having count(distinct coalesce(components.component, bridged.record_key)) > 1
