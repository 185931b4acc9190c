{#- An amount in the reporting currency, which is itself on every day and on none: no rate says so. -#}
{% macro reporting_amount(amount, currency_code, reporting_currency, units_per_base) -%}
    case
        when {{ currency_code }} = {{ reporting_currency }}
            then cast({{ amount }} as decimal(38, 4))
        else {{ converted_amount(amount, units_per_base) }}
    end
{%- endmacro %}
