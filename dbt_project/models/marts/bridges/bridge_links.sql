{% set entities = {
    'people': 'person_id', 'accounts': 'account_id', 'opportunities': 'opportunity_id',
} %}

with

overrides as (

    select * from {{ ref('stg_definitions__matching_overrides') }}

),

refreshes as (

    select * from {{ ref('stg_control__refreshes') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),
{% for entity, id in entities.items() %}
{{ entity }}_links as (

    select * from {{ ref('int_' ~ entity ~ '_linked') }}

),

{{ entity }}_bridge as (

    select * from {{ ref('bridge_' ~ entity) }}

),
{% endfor %}
named as (
    {% for entity, id in entities.items() %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ entity }}' as entity,
        links.record_key,
        links.linked_key,
        links.decision,
        links.rule,
        links.confidence,
        links.evidence,
        links.override_id,
        links.refresh_number,
        records.{{ id }} as one_id,
        others.{{ id }} as other_id,
        records.record_name as one_record,
        others.record_name as other_record

    from {{ entity }}_links as links

    inner join {{ entity }}_bridge as records
        on links.record_key = records.record_key

    inner join {{ entity }}_bridge as others
        on links.linked_key = others.record_key
    {% endfor %}
)

select
    md5(
        named.entity || '|' || named.record_key
        || '|' || named.linked_key || '|' || named.rule
    ) as link_id,
    named.entity,
    named.decision,
    named.rule,
    named.evidence,
    named.confidence,
    named.one_id,
    named.other_id,
    named.record_key as one_key,
    named.linked_key as other_key,
    named.one_record,
    named.other_record,
    overrides.decided_by,
    overrides.decided_on,
    overrides.why,
    {{ local_date('refreshes.as_of', 'settings.time_zone') }} as linked_date,
    refreshes.as_of as linked_at

from named

cross join settings

left join refreshes
    on named.refresh_number = refreshes.refresh_number

left join overrides
    on named.override_id = overrides.record_id
