{#-
    Pointers to records of other systems as `system:record_id`, joined by semicolons, null where
    none is set; `pointers` is a list of (system, column).
-#}
{% macro synced(pointers) -%}
    nullif(trim(both ';' from concat(
        {%- for system, column in pointers %}
        '{{ system }}:' || nullif({{ column }}, ''){{ ", ';'," if not loop.last }}
        {%- endfor %}
    )), '')
{%- endmacro %}
