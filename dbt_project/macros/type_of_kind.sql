{#- The contract's column type of a kind of value. -#}
{% macro type_of_kind(kind) -%}
    {{ {
        'date': 'date', 'integer': 'bigint', 'boolean': 'boolean',
        'decimal': 'decimal(38, 4)', 'rate': 'decimal(38, 12)',
    }[kind] }}
{%- endmacro %}
