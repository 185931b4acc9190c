{#- The columns of an entity's contract: the union's own, read from the project. Empty at parse. -#}
{% macro contract_columns(entity) -%}
    {%- set unions = graph.nodes.values() | selectattr('name', 'equalto', 'int_' ~ entity ~ '_unioned')
        | list if execute else [] -%}
    {%- if execute and not unions -%}
        {{ exceptions.raise_compiler_error("The contract has no entity '" ~ entity ~ "'") }}
    {%- endif -%}
    {{ return((unions | first).columns.values() | list if unions else []) }}
{%- endmacro %}
