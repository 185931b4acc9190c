{#- Minor units as Stripe counts them, in major units. -#}
{% macro stripe_major_units(minor, currency_code) -%}
    cast({{ minor }} as decimal(24, 4)) * {{ minor_unit(currency_code) }}
{%- endmacro %}
