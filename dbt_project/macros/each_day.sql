{#- The days from the first to the last as rows of one column, to be joined laterally. -#}
{% macro each_day(first_date, last_date) -%}
    {{ adapter.dispatch('each_day', 'accord')(first_date, last_date) }}
{%- endmacro %}

{% macro duckdb__each_day(first_date, last_date) -%}
    unnest(generate_series(
        cast({{ first_date }} as timestamp), cast({{ last_date }} as timestamp), interval '1 day'
    ))
{%- endmacro %}

{% macro postgres__each_day(first_date, last_date) -%}
    generate_series(
        cast({{ first_date }} as timestamp), cast({{ last_date }} as timestamp), interval '1 day'
    )
{%- endmacro %}
