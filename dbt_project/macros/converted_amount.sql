{#- An amount divided by the units of its currency for one of another, to four places. -#}
{% macro converted_amount(amount, units_per_base) -%}
    {{ rounded_quotient(amount, units_per_base, 4) }}
{%- endmacro %}
