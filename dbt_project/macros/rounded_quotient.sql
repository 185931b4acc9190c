{#-
    A number divided by another one that is greater than zero, rounded half away from zero to so
    many places, in whole numbers throughout: a binary float would move the last place. The first
    holds no more than those places, the second no more than twelve.
-#}
{% macro rounded_quotient(dividend, divisor, places) -%}
    {{ adapter.dispatch('rounded_quotient', 'accord')(dividend, divisor, places) }}
{%- endmacro %}

{% macro duckdb__rounded_quotient(dividend, divisor, places) -%}
    {%- set parts = '1' ~ '0' * places -%}
    cast(
        sign({{ dividend }})
        * cast(
            (
                2 * cast(abs({{ dividend }}) * {{ parts }} as hugeint) * 1000000000000
                + cast({{ divisor }} * 1000000000000 as hugeint)
            )
            // (2 * cast({{ divisor }} * 1000000000000 as hugeint))
            as decimal({{ 38 - places }}, 0)
        )
        * cast({{ '0.' ~ '0' * (places - 1) ~ '1' }} as decimal({{ places }}, {{ places }}))
        as decimal(38, {{ places }})
    )
{%- endmacro %}

{% macro postgres__rounded_quotient(dividend, divisor, places) -%}
    cast(
        sign({{ dividend }})
        * div(
            2 * abs({{ dividend }}) * {{ '1' ~ '0' * places }} * 1000000000000
            + {{ divisor }} * 1000000000000,
            2 * {{ divisor }} * 1000000000000
        )
        * {{ '0.' ~ '0' * (places - 1) ~ '1' }} as decimal(38, {{ places }})
    )
{%- endmacro %}
