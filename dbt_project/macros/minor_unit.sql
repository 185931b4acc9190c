{#-
    The least amount of a currency, in its major unit (ISO 4217): most have two decimals, some none,
    some three. No value passes through a binary float.
-#}
{% macro minor_unit(currency_code) -%}
    case
        when upper({{ currency_code }}) in (
            'BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'VND',
            'VUV', 'XAF', 'XOF', 'XPF'
        ) then 1.000
        when upper({{ currency_code }}) in ('BHD', 'JOD', 'KWD', 'OMR', 'TND') then 0.001
        else 0.010
    end
{%- endmacro %}
