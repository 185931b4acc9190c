{#- A company's name as likeness compares it: bare, without `the` before it and legal forms after it. -#}
{% macro bare_company(text) -%}
    {%- set legal_form
        = 'inc|incorporated|l[.]?l[.]?c|l[.]?l[.]?p|ltd|ltda|limited|plc|corp|corporation|co|company|pty|pte'
        ~ '|gmbh|ag|kg|kgaa|ug|ohg|se|s[.]?a|s[.]?a[.]?s|s[.]?r[.]?l|s[.]?l|s[.]?p[.]?a|sarl|b[.]?v|n[.]?v|a[.]?b'
        ~ '|oy|oyj|a[.]?s|a/s|aps|asa|k[.]?k|w[.]?l[.]?l' -%}
    {{ bare_text(
        "regexp_replace(regexp_replace(lower(" ~ filled(text) ~ "), '^the ', ''), '([ ,&]+("
        ~ legal_form ~ ")[.]?)+$', '')"
    ) }}
{%- endmacro %}
