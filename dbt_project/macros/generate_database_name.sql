{#-
    Marts and personal data have files of their own on DuckDB; a server has one database for all, and
    so has what is built by hand.
-#}
{% macro generate_database_name(custom_database_name=none, node=none) -%}
    {%- if custom_database_name is none or target.type != 'duckdb' or target.name == 'dev' -%}
        {{ target.database }}
    {%- else -%}
        {{ custom_database_name | trim }}
    {%- endif -%}
{%- endmacro %}
