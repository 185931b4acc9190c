{#- The order in which records call a thing by their keys: `registered` tells how each was first met. -#}
{% macro key_order(registered) -%}
    {{ registered }}.first_refresh_number,
    {{ registered }}.source_created_at asc nulls last,
    {{ registered }}.source_system,
    {{ registered }}.connection,
    {{ registered }}.source_object,
    {{ registered }}.record_id
{%- endmacro %}
