{% set entities = ['people', 'accounts', 'opportunities'] %}

with

overrides as (

    select * from {{ ref('stg_definitions__matching_overrides') }}

),

{% for entity in entities -%}
{{ entity }} as (

    select * from {{ ref('int_' ~ entity ~ '_keyed') }}

),

{% endfor -%}
ends as (

    select
        record_id as override_id,
        entity,
        record_name
    from overrides

    union all

    select
        record_id as override_id,
        entity,
        other_record_name as record_name
    from overrides

),

named as (

    select
        override_id,
        entity,
        record_name,
        split_part(record_name, ':', 1) as source_system,
        split_part(record_name, ':', 2) as connection,
        split_part(record_name, ':', 3) as source_object,
        substr(
            record_name,
            length(split_part(record_name, ':', 1))
            + length(split_part(record_name, ':', 2))
            + length(split_part(record_name, ':', 3)) + 4
        ) as record_id

    from ends

),

found as (
    {% for entity in entities %}
    select
        named.override_id,
        named.record_name,
        {{ entity }}.record_key,
        {{ entity }}.entity

    from named

    inner join {{ entity }}
        on
            named.source_system = {{ entity }}.source_system
            and named.connection = {{ entity }}.connection
            and named.source_object = {{ entity }}.source_object
            and named.record_id = {{ entity }}.record_id

    where named.entity = '{{ entity }}'
    {{- "\n\n    union all\n" if not loop.last }}
    {% endfor %}
),

-- A company's own record goes before its billing customer of the same name.
found_ranked as (

    select
        *,
        row_number() over (
            partition by override_id, record_name
            order by entity
        ) as found_rank

    from found

),

resolved as (

    select
        overrides.record_id as override_id,
        overrides.entity,
        records.record_key,
        others.record_key as linked_key,
        overrides.decision,
        cast(split_part(overrides.load_id, '-', 1) as bigint) as refresh_number,
        records.record_key is not null and others.record_key is not null as has_landed

    from overrides

    left join found_ranked as records
        on
            overrides.record_id = records.override_id
            and overrides.record_name = records.record_name
            and records.found_rank = 1

    left join found_ranked as others
        on
            overrides.record_id = others.override_id
            and overrides.other_record_name = others.record_name
            and others.found_rank = 1

)

select * from resolved
