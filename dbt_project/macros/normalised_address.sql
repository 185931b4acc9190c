{#- An e-mail address as docs/facts.md compares it; null where the text is none. -#}
{% macro normalised_address(text) -%}
    case
        when {{ filled(text) }} ~ '^[^@]+@[^@]+$'
            then lower({{ filled(text) }})
    end
{%- endmacro %}
