{#- The raw fields whose text is not what `casts` says, joined by commas; null where all are. -#}
{% macro failed_casts(casts) -%}
    nullif(concat(
        {%- for field, kind in casts.items() %}
        {%- set text = "nullif(" ~ adapter.quote(field) ~ ", '')" %}
        case
            when {{ text }} is not null and {{ safe_cast_to(kind, text) }} is null
                then '{{ field }},'
        end{{ ',' if not loop.last }}
        {%- endfor %}
    ), '')
{%- endmacro %}
