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

),

-- Other evidence for what somebody linked by hand stands for itself.
told_by as (

    select
        *,
        case
            when rule = 'override' or decision = 'apart'
                then least(record_key, linked_key)
        end as least_key,
        greatest(record_key, linked_key) as greatest_key

    from told

)

select
    told_by.record_key,
    told_by.linked_key,
    told_by.rule,
    told_by.confidence,
    told_by.evidence,
    told_by.decision,
    overrides.override_id,
    greatest(
        records.first_refresh_number,
        others.first_refresh_number,
        coalesce(overrides.refresh_number, 0)
    ) as refresh_number

from told_by

inner join clustered as records
    on told_by.record_key = records.record_key

inner join clustered as others
    on told_by.linked_key = others.record_key

left join overrides
    on
        told_by.least_key = overrides.least_key
        and told_by.greatest_key = overrides.greatest_key
{%- endmacro %}
