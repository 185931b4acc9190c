{#-
    How sure it is that two records of an entity are one, by whatever evidence: what its pairs say,
    what its likeness says of those left apart, and what somebody decided of both.
-#}
{% macro matched_records(entity) -%}
with recursive

paired as (

    select * from {{ ref('int_' ~ entity ~ '_paired') }}

),

likened as (

    select * from {{ ref('int_' ~ entity ~ '_likened') }}

),

registered as (

    select * from {{ ref('registry_' ~ entity) }}

),

overrides as (

    select * from {{ ref('int_overrides_resolved') }}
    where
        entity = '{{ entity }}'
        and has_landed

),

matched as (

    select
        record_key,
        linked_key,
        rule,
        confidence,
        decision,
        cast(null as text) as evidence
    from paired

    union all

    select
        record_key,
        linked_key,
        rule,
        confidence,
        decision,
        evidence
    from likened
    where decision <> 'leave'

),

{{ parted_links('matched', 'registered', 'overrides', kept=['evidence']) }}

select * from parted_links
{%- endmacro %}
