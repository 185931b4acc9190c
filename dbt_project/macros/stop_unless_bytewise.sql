{#-
    Ends a run before it began where the database does not compare texts byte by byte, as DuckDB
    does, or knows no letters beyond ASCII: other records would survive, and other people match.
-#}
{% macro stop_unless_bytewise() -%}
    {{ return(adapter.dispatch('stop_unless_bytewise', 'accord')()) }}
{%- endmacro %}

{% macro duckdb__stop_unless_bytewise() -%}{%- endmacro %}

{% macro postgres__stop_unless_bytewise() -%}
    {%- if execute -%}
        {%- set letters -%}
            select
                string_agg(letter, '' order by letter) as sorted,
                lower('É') as lowered

            from (values ('a'), ('B'), ('_'), ('É'), ('-')) as letters (letter)
        {%- endset -%}
        {%- set found = run_query(letters).rows[0] -%}
        {%- if found[0] != '-B_aÉ' or found[1] != 'é' -%}
            {{ exceptions.raise_compiler_error(
                "The database " ~ target.dbname ~ " does not compare texts as these models do. "
                ~ "Create the database with LC_COLLATE 'C' and a UTF-8 LC_CTYPE: create database "
                ~ target.dbname ~ " template template0 encoding 'UTF8' lc_collate 'C' "
                ~ "lc_ctype 'C.UTF-8'"
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
