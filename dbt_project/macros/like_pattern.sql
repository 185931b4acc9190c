{#- A pattern whose `*` stands for any text, as one for `like … escape '!'`: all else is itself. -#}
{% macro like_pattern(pattern) -%}
    replace(
        replace(replace(replace({{ pattern }}, '!', '!!'), '%', '!%'), '_', '!_'), '*', '%'
    )
{%- endmacro %}
