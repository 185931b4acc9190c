{#- What a time zone's wall clock shows, as a UTC instant. -#}
{% macro utc_time(wall_clock, zone) -%}
    (({{ wall_clock }}) at time zone {{ zone }}) at time zone 'UTC'
{%- endmacro %}
