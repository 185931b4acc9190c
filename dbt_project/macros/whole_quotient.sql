{#- The quotient of two whole numbers, of which the first is a multiple of the second. -#}
{% macro whole_quotient(dividend, divisor) -%}
    {{ adapter.dispatch('whole_quotient', 'accord')(dividend, divisor) }}
{%- endmacro %}

{% macro duckdb__whole_quotient(dividend, divisor) -%}
    (({{ dividend }}) // ({{ divisor }}))
{%- endmacro %}

{% macro postgres__whole_quotient(dividend, divisor) -%}
    (({{ dividend }}) / ({{ divisor }}))
{%- endmacro %}
