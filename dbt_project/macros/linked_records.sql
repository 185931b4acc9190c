{#-
    Each pair of records of an entity that is linked or kept apart, once a rule, with the refresh
    that first held all it rests on: both records and, where somebody decided it, the decision.
-#}
{% macro linked_records(entity) -%}
with

matched as (

    select * from {{ ref('int_' ~ entity ~ '_matched') }}
    where decision in ('link', 'apart')

),

clustered as (

    select * from {{ ref('int_' ~ entity ~ '_clustered') }}

),

overrides as (

    select
        *,
        least(record_key, linked_key) as least_key,
        greatest(record_key, linked_key) as greatest_key

    from {{ ref('int_overrides_resolved') }}

    where
        entity = '{{ entity }}'
        and has_landed

),

told as (

    select
        record_key,
        linked_key,
        rule,
        confidence,
        evidence,
        decision
    from matched

    union all

    select
        record_key,
        linked_key,
        'override' as rule,
        cast(1 as decimal(5, 4)) as confidence,
        cast(null as text) as evidence,
        decision
    from overrides
    where decision = 'apart'

)

select
    told.record_key,
    told.linked_key,
    told.rule,
    told.confidence,
    told.evidence,
    told.decision,
    overrides.override_id,
    greatest(
        records.first_refresh_number,
        others.first_refresh_number,
        coalesce(overrides.refresh_number, 0)
    ) as refresh_number

from told

inner join clustered as records
    on told.record_key = records.record_key

inner join clustered as others
    on told.linked_key = others.record_key

-- Other evidence for what somebody linked stands for itself.
left join overrides
    on
        least(told.record_key, told.linked_key) = overrides.least_key
        and greatest(told.record_key, told.linked_key) = overrides.greatest_key
        and (told.rule = 'override' or told.decision = 'apart')
{%- endmacro %}
