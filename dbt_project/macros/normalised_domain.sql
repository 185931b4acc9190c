{#- A web address or domain as docs/facts.md compares it; null where no dot is in it. -#}
{% macro normalised_domain(text) -%}
    {%- set bare = "regexp_replace(lower(" ~ filled(text) ~ "), '^[a-z][a-z0-9+.-]*://', '')" -%}
    {%- set host = "regexp_replace(regexp_replace(" ~ bare ~ ", '[/?#].*$', ''), ':[0-9]*$', '')" -%}
    {%- set domain = "regexp_replace(" ~ host ~ ", '^www[.]', '')" -%}
    case
        when {{ domain }} like '%.%'
            then {{ domain }}
    end
{%- endmacro %}
