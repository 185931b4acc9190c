{#-
    A raw field (text) as its type, null where the text is no such value; `casts` is the model's
    own list of {field: kind}. `failed_casts` lists what became null so, and a test asks for it.
-#}
{% macro typed(field, casts) -%}
    {%- set text = "nullif(" ~ adapter.quote(field) ~ ", '')" -%}
    {{ safe_cast_to(casts[field], text) }}
{%- endmacro %}
