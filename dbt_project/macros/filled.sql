{#- A text without spaces, tabs and line breaks around it; null where nothing is left. -#}
{% macro filled(text) -%}
    nullif(trim({{ text }}, ' ' || chr(9) || chr(10) || chr(13)), '')
{%- endmacro %}
