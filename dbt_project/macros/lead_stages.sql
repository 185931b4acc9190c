{#- The stages of a lead in the order in which a person passes them, as docs/facts.md ranks them. -#}
{% macro lead_stages() -%}
    {{ return([
        'lead', 'mql', 'handed_off', 'contacted', 'accepted', 'sql', 'opportunity',
        'won', 'lost', 'rejected', 'recycled',
    ]) }}
{%- endmacro %}
