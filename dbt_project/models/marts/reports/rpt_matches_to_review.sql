{% set entities = {
    'people': 'person_id', 'accounts': 'account_id', 'opportunities': 'opportunity_id',
} %}

with

overrides as (

    select * from {{ ref('int_overrides_resolved') }}
    where decision = 'apart'

),
{% for entity, id in entities.items() %}
{{ entity }}_pairs as (

    select * from {{ ref('int_' ~ entity ~ '_matched') }}
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
        pairs.evidence,
        records.{{ id }} as one_id,
        others.{{ id }} as other_id,
        records.record_name as one_record,
        others.record_name as other_record

    from {{ entity }}_pairs as pairs

    inner join {{ entity }}_bridge as records
        on pairs.record_key = records.record_key

    inner join {{ entity }}_bridge as others
        on pairs.linked_key = others.record_key

    where records.{{ id }} <> others.{{ id }}
    {% endfor %}
),

-- Somebody has looked at them.
kept_apart as (
    {% for entity, id in entities.items() %}
    {{- "union all\n" if not loop.first }}
    select distinct
        '{{ entity }}' as entity,
        least(records.{{ id }}, others.{{ id }}) as one_id,
        greatest(records.{{ id }}, others.{{ id }}) as other_id

    from overrides

    inner join {{ entity }}_bridge as records
        on overrides.record_key = records.record_key

    inner join {{ entity }}_bridge as others
        on overrides.linked_key = others.record_key

    where overrides.entity = '{{ entity }}'
    {% endfor %}
)

select
    md5(
        doubtful.entity || '|' || doubtful.record_key
        || '|' || doubtful.linked_key || '|' || doubtful.rule
    ) as review_id,
    'now' as definition_basis,
    doubtful.entity,
    doubtful.rule,
    doubtful.evidence,
    doubtful.confidence,
    doubtful.one_id,
    doubtful.other_id,
    doubtful.one_record,
    doubtful.other_record

from doubtful

left join kept_apart
    on
        doubtful.entity = kept_apart.entity
        and least(doubtful.one_id, doubtful.other_id) = kept_apart.one_id
        and greatest(doubtful.one_id, doubtful.other_id) = kept_apart.other_id

where kept_apart.entity is null
