{#- Minutes from midnight to a wall clock as `HH:MM`, a text. -#}
{% macro minute_of_day(clock) -%}
    cast(substr({{ clock }}, 1, 2) as integer) * 60
    + cast(substr({{ clock }}, 4, 2) as integer)
{%- endmacro %}
