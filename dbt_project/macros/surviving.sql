{#-
    The value of a field that survives among the records of a group: of the first system in the
    page's order that has one, its first record's in `record_order`. `ranked_by` names the field
    whose list decides, `has` what a record must have beside a value.
-#}
{% macro surviving(field, ranked_by=none, has=none) -%}
    {{ adapter.dispatch('surviving', 'accord')(
        field,
        (ranked_by or field) ~ '_rank * 1000000 + record_order',
        has or (field ~ ' is not null'),
    ) }}
{%- endmacro %}

{% macro duckdb__surviving(field, order, has) -%}
    arg_min({{ field }}, {{ order }}) filter (where {{ has }})
{%- endmacro %}

{% macro postgres__surviving(field, order, has) -%}
    (array_agg({{ field }} order by {{ order }}) filter (where {{ has }}))[1]
{%- endmacro %}
