{#-
    Select a CTE under an entity's contract: every column in its order and type, and null for
    those that the source does not have, named in `without`. What a record is, it is or is not;
    what it has may be unknown.
-#}
{% macro conform(entity, cte, without=[]) -%}
select
    {%- for column in contract_columns(entity) %}
    {%- set value = 'null' if column.name in without else column.name %}
    {%- if column.name.startswith('is_') %}
    {%- set value = 'coalesce(' ~ value ~ ', false)' %}
    {%- endif %}
    cast({{ value }} as {{ column.data_type }}) as {{ column.name }}
    {{- "," if not loop.last }}
    {%- endfor %}

from {{ cte }}
{%- endmacro %}
