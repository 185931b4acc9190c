{{ config(meta={'dagster': {'ref': {'name': 'bridge_people'}}}) }}

{% set bridges = {
    'people': 'person_id', 'accounts': 'account_id', 'opportunities': 'opportunity_id',
} %}

with

{% for entity in bridges -%}
bridge_{{ entity }} as (

    select * from {{ ref('bridge_' ~ entity) }}

),

linked_{{ entity }} as (

    select * from {{ ref('int_' ~ entity ~ '_matched') }}
    where decision = 'link'

),

{% endfor -%}
parted as (
    {% for entity, id in bridges.items() %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ entity }}' as entity,
        linked_{{ entity }}.record_key,
        linked_{{ entity }}.linked_key,
        linked_{{ entity }}.rule

    from linked_{{ entity }}

    inner join bridge_{{ entity }} as near_ends
        on linked_{{ entity }}.record_key = near_ends.record_key

    inner join bridge_{{ entity }} as far_ends
        on linked_{{ entity }}.linked_key = far_ends.record_key

    where near_ends.{{ id }} <> far_ends.{{ id }}
    {% endfor %}
)

select * from parted
