{#-
    Minor units as Stripe counts them, in major units: most currencies have two decimals, some
    none, some three. No value passes through a binary float.
-#}
{% macro stripe_major_units(minor, currency_code) -%}
    cast({{ minor }} as decimal(24, 4)) * case
        when upper({{ currency_code }}) in (
            'BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'VND',
            'VUV', 'XAF', 'XOF', 'XPF'
        ) then 1.000
        when upper({{ currency_code }}) in ('BHD', 'JOD', 'KWD', 'OMR', 'TND') then 0.001
        else 0.010
    end
{%- endmacro %}
