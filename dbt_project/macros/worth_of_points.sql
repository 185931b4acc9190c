{#-
    What points are worth after some days, in thousandths of a point: half after each half-life, and
    between them the same amount less each day. Whole numbers only, so that every engine agrees.
-#}
{% macro worth_of_points(points, days, half_life) -%}
    {%- set halved = whole_quotient(days, half_life) -%}
    {%- set beyond = '(' ~ days ~ ') % (' ~ half_life ~ ')' -%}
    case
        when {{ halved }} >= 40 then 0
        else {{ whole_quotient(
            '(' ~ points ~ ') * 1000 * (2 * (' ~ half_life ~ ') - ' ~ beyond ~ ')',
            '2 * (' ~ half_life ~ ') * (cast(1 as bigint) << cast(' ~ halved ~ ' as integer))'
        ) }}
    end
{%- endmacro %}
