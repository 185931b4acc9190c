{#- What a page's conditions may name of an event; `score` is a number, all others are texts. -#}
{% macro event_attributes() -%}
    {{ return([
        'event', 'source_system', 'record_kind', 'touch_type', 'side', 'outcome', 'asset',
        'is_automatic', 'medium', 'campaign_type', 'means', 'owner_is_user', 'score',
        'email_kind',
    ]) }}
{%- endmacro %}

{#-
    What a page judges an event by, before it has said what the source's own words mean: of those
    words only the ones that some page names.
-#}
{% macro event_words() -%}
    {{ return([
        'event', 'source_system', 'record_kind', 'touch_type', 'side', 'outcome',
        'named_outcome', 'named_author', 'named_asset', 'is_automatic', 'named_medium',
        'campaign_type', 'named_field', 'named_label', 'owner_is_user', 'score',
        'email_kind',
    ]) }}
{%- endmacro %}
