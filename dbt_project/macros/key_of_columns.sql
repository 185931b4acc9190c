{#- A key of a row out of columns of which some may be null: their md5, joined, a null as nothing. -#}
{% macro key_of_columns(columns) -%}
    md5(
        {%- for column in columns %}
        {{ "|| '|' || " if not loop.first }}coalesce(cast({{ column }} as text), '')
        {%- endfor %}
    )
{%- endmacro %}
