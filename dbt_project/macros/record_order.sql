{#- Counts the records of a thing, the latest changed one first: the order within one system. -#}
{% macro record_order(id, records) -%}
    row_number() over (
        partition by {{ id }}
        order by
            {{ records }}.source_changed_at desc nulls last,
            {{ records }}.record_id desc,
            {{ records }}.connection,
            {{ records }}.source_object
    ) as record_order
{%- endmacro %}
