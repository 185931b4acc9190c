{#- A UTC instant as the wall clock of a time zone shows it. -#}
{% macro local_time(instant, zone) -%}
    (({{ instant }}) at time zone 'UTC') at time zone {{ zone }}
{%- endmacro %}
