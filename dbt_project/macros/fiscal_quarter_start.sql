{#- The first day of the fiscal quarter that a date lies in, whose year begins in such a month. -#}
{% macro fiscal_quarter_start(date, first_month) -%}
    {%- set shift -%} ({{ first_month }} - 1) * interval '1 month' {%- endset -%}
    cast(
        date_trunc('quarter', date_trunc('month', {{ date }}) - {{ shift }}) + {{ shift }}
        as date
    )
{%- endmacro %}
