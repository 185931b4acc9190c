{#- A text as a boolean, null where it is neither `true` nor `false`. -#}
{% macro boolean_of(text) -%}
    case lower({{ text }}) when 'true' then true when 'false' then false end
{%- endmacro %}
