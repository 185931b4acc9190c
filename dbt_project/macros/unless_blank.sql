{#- A text as it is; null where it holds nothing but spaces, tabs and line breaks. -#}
{% macro unless_blank(text) -%}
    case when {{ filled(text) }} is not null then {{ text }} end
{%- endmacro %}
