{#- What a page's conditions may name of an event; `score` is a number, all others are texts. -#}
{% macro event_attributes() -%}
    {{ return([
        'event', 'source_system', 'record_kind', 'touch_type', 'side', 'outcome', 'asset',
        'is_automatic', 'medium', 'campaign_type', 'means', 'owner_is_user', 'score',
        'email_kind',
    ]) }}
{%- endmacro %}
