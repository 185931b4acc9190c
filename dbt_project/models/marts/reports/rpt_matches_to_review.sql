{% set entities = {
    'people': 'person_id', 'accounts': 'account_id', 'opportunities': 'opportunity_id',
} %}
{% set pairs = {
    'people': 'int_people_matched',
    'accounts': 'int_accounts_paired',
    'opportunities': 'int_opportunities_paired',
} %}

with
{% for entity, id in entities.items() %}
{{ entity }}_pairs as (

    select * from {{ ref(pairs[entity]) }}
    where decision = 'review'

),

{{ entity }}_bridge as (

    select * from {{ ref('bridge_' ~ entity) }}
    where not is_gone

),
{% endfor %}
-- Two records that other evidence joins are one already.
doubtful as (
    {% for entity, id in entities.items() %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ entity }}' as entity,
        pairs.record_key,
        pairs.linked_key,
        pairs.rule,
        pairs.confidence,
        {% if entity == 'people' -%}
            pairs.evidence,
        {%- else -%}
            cast(null as text) as evidence,
        {%- endif %}
        records.{{ id }} as one_id,
        others.{{ id }} as other_id,
        records.source_system || ':' || records.source_object || ':'
        || records.record_id as one_record,
        others.source_system || ':' || others.source_object || ':'
        || others.record_id as other_record

    from {{ entity }}_pairs as pairs

    inner join {{ entity }}_bridge as records
        on pairs.record_key = records.record_key

    inner join {{ entity }}_bridge as others
        on pairs.linked_key = others.record_key

    where records.{{ id }} <> others.{{ id }}
    {% endfor %}
)

select
    md5(entity || '|' || record_key || '|' || linked_key || '|' || rule) as review_id,
    entity,
    rule,
    evidence,
    confidence,
    one_id,
    other_id,
    one_record,
    other_record

from doubtful
