{#- The date that an instant has in a time zone. -#}
{% macro local_date(instant, zone) -%}
    cast({{ local_time(instant, zone) }} as date)
{%- endmacro %}
