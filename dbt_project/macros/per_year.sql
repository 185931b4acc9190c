{#-
    What is billed each interval, times the intervals of a year, divided by `parts` of one (12: a
    month). An interval is a unit and how many of it. Rounded half away from zero to four places.
-#}
{% macro per_year(amount, unit, count, parts=1) -%}
    {%- set times = "case " ~ unit ~ " when 'day' then 365 when 'week' then 52 "
        ~ "when 'month' then 12 when 'year' then 1 end" -%}
    {{ accord.converted_amount(
        amount ~ " * " ~ times, "cast(" ~ parts ~ " * " ~ count ~ " as decimal(38, 12))"
    ) }}
{%- endmacro %}
