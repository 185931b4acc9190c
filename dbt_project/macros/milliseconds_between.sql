{#- Whole milliseconds from one instant to another; negative where the other lies before it. -#}
{% macro milliseconds_between(since, until) -%}
    cast(round(1000 * extract(epoch from ({{ until }} - {{ since }}))) as bigint)
{%- endmacro %}
