{#-
    The comments of a table and of its columns, which a contract says it has: to ask which it has
    would cost two queries a table.
-#}
{% macro meanings(target) -%}
    {%- if config.persist_relation_docs() and model.description %}
    {{ alter_relation_comment(target, model.description) }}
    {%- endif %}
    {%- if config.persist_column_docs() and model.contract.enforced %}
    {%- for column in model.columns.values() if column.description %}
    comment on column {{ target }}.{{ column.name }} is {{ duckdb_escape_comment(column.description) }};
    {%- endfor %}
    {%- endif %}
{%- endmacro %}
