{#-
    One entity of every source named, column by column as its contract says. A new source is one
    word in each union that it feeds. `is_money`: where a record names no currency it is the one
    that the page names for its source. The columns are not known when dbt looks for references,
    so the union says it, and is held to it.
-#}
{% macro union_conformed(entity, sources, is_money=false) -%}
    {%- set names = model.columns.values() | map(attribute='name') | list %}
    {%- set has_currency = 'currency_code' in names and 'base_currency_code' not in names %}
    {%- if execute and has_currency != is_money -%}
        {{ exceptions.raise_compiler_error("Say `is_money` of " ~ entity ~ ": it has a currency_code") }}
    {%- endif %}
    {%- for source_name in sources %}
    {%- set conformed = ref('conformed_' ~ source_name ~ '__' ~ entity) %}
    {{- "union all\n\n" if not loop.first -}}
select
    {%- for column in model.columns.values() %}
    {%- set value = 'conformed.' ~ column.name %}
    {%- if is_money and column.name in ['currency_code', 'fee_currency_code'] %}
    {%- set value = 'coalesce(' ~ unless_blank(value) ~ ', unnamed_currencies.currency_code)' %}
    {%- endif %}
    cast({{ value }} as {{ column.data_type }}) as {{ column.name }}
    {{- "," if not loop.last }}
    {%- endfor %}

from {{ conformed }} as conformed
    {%- if is_money %}

left join {{ ref('int_unnamed_currencies_applied') }} as unnamed_currencies
    on conformed.source_system = unnamed_currencies.source_system
    {%- endif %}

{% endfor %}
{%- endmacro %}
