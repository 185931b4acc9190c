{#-
    Select a CTE under an entity's contract: every column in its order and type, and null for
    those that the source does not have, named in `without`.
-#}
{% macro conform(entity, cte, without=[]) -%}
select
    {%- for column in contract_columns(entity) %}
    cast({{ 'null' if column.name in without else column.name }} as {{ column.data_type }})
        as {{ column.name }}
    {{- "," if not loop.last }}
    {%- endfor %}

from {{ cte }}
{%- endmacro %}
