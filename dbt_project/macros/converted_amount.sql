{#-
    An amount divided by the units of its currency for one of the base, rounded half away from
    zero to four places, in whole numbers throughout: a binary float would move the last place.
-#}
{% macro converted_amount(amount, units_per_base) -%}
    {{ adapter.dispatch('converted_amount', 'accord')(amount, units_per_base) }}
{%- endmacro %}

{% macro duckdb__converted_amount(amount, units_per_base) -%}
    cast(
        sign({{ amount }})
        * cast(
            (
                2 * cast(abs({{ amount }}) * 10000 as hugeint) * 1000000000000
                + cast({{ units_per_base }} * 1000000000000 as hugeint)
            )
            // (2 * cast({{ units_per_base }} * 1000000000000 as hugeint))
            as decimal(34, 0)
        )
        * cast(0.0001 as decimal(4, 4)) as decimal(38, 4)
    )
{%- endmacro %}

{% macro postgres__converted_amount(amount, units_per_base) -%}
    cast(
        sign({{ amount }})
        * div(
            2 * abs({{ amount }}) * 10000 * 1000000000000
            + {{ units_per_base }} * 1000000000000,
            2 * {{ units_per_base }} * 1000000000000
        )
        * 0.0001 as decimal(38, 4)
    )
{%- endmacro %}
