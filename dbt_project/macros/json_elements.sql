{#- The elements of a JSON list as rows of one column, to be joined laterally. -#}
{% macro json_elements(column) -%}
    {{ adapter.dispatch('json_elements', 'accord')(column) }}
{%- endmacro %}

{% macro duckdb__json_elements(column) -%}
    unnest(cast({{ column }} as json[]))
{%- endmacro %}

{% macro postgres__json_elements(column) -%}
    json_array_elements(cast({{ column }} as json))
{%- endmacro %}
