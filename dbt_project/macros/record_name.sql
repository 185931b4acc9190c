{#- What people call a record of `records` by: `matching_overrides.csv` names it so. -#}
{% macro record_name(records) -%}
    {{ records }}.source_system || ':' || {{ records }}.connection || ':'
    || {{ records }}.source_object || ':' || {{ records }}.record_id
{%- endmacro %}
