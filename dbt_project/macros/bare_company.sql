{#- A company's name as likeness compares it: bare, without `the` before it and a legal form after it. -#}
{% macro bare_company(text) -%}
    {%- set legal_form
        = '[ ,]+(inc|incorporated|l[.]?l[.]?c|ltd|limited|plc|corp|corporation|gmbh|ag|kg|s[.]?a'
        ~ '|s[.]?a[.]?s|s[.]?r[.]?l|sarl|b[.]?v|n[.]?v|a[.]?b|oy|a[.]?s|k[.]?k|w[.]?l[.]?l|pty)[.]?$' -%}
    {{ bare_text(
        "regexp_replace(regexp_replace(lower(" ~ filled(text) ~ "), '^the ', ''), '" ~ legal_form ~ "', '')"
    ) }}
{%- endmacro %}
