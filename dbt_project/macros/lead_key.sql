{#- What a lead is called by: its person and the event that opens its cycle. -#}
{% macro lead_key(person_id, opening, event) -%}
    md5(
        {{ person_id }} || '|' || coalesce({{ opening }}.source_system, '')
        || '|' || coalesce({{ opening }}.connection, '')
        || '|' || coalesce({{ opening }}.source_object, '')
        || '|' || coalesce({{ opening }}.record_id, '')
        || '|' || {{ event }}
    )
{%- endmacro %}
