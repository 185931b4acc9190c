{#- The first instant of a date in a time zone, in UTC. -#}
{% macro midnight(date, zone) -%}
    {{ utc_time('cast(' ~ date ~ ' as timestamp)', zone) }}
{%- endmacro %}
