{#- The value at a path of a JSON text, as text; null where there is none. -#}
{% macro json_text(column, path=[]) -%}
    {{ adapter.dispatch('json_text', 'accord')(column, path) }}
{%- endmacro %}

{% macro duckdb__json_text(column, path) -%}
    json_extract_string({{ column }}, '$
    {%- for step in path -%}
        {%- if step is number -%} [{{ step }}] {%- else -%} ."{{ step }}" {%- endif -%}
    {%- endfor -%}')
{%- endmacro %}

{% macro postgres__json_text(column, path) -%}
    (cast({{ column }} as json) #>> '{ {{- path | join(',') -}} }')
{%- endmacro %}
