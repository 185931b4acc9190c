{#-
    One entity of every source named, column by column as its contract says. A new source is one
    word in each union that it feeds.
-#}
{% macro union_conformed(entity, sources) -%}
    {%- for source_name in sources %}
    {%- set conformed = ref('conformed_' ~ source_name ~ '__' ~ entity) %}
    {{- "union all\n\n" if not loop.first -}}
select
    {%- for column in model.columns.values() %}
    cast({{ column.name }} as {{ column.data_type }}) as {{ column.name }}
    {{- "," if not loop.last }}
    {%- endfor %}

from {{ conformed }}

{% endfor %}
{%- endmacro %}
