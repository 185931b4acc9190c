{#-
    Of a record that landing set aside: `told_record`, its text where that is an object, and
    `is_standing`, whether it tells of a record that is not gone. Landing keeps a record that
    names its key as JSON; one without a key may be anything.
-#}
{% macro record_set_aside() -%}
    {%- set told = accord.readable_json('record') -%}
    case when record_id is not null then {{ told }} end as told_record,
    case
        when record_id is not null
            then coalesce({{ json_text(told, ['_op']) }}, 'upsert') = 'upsert'
        else false
    end as is_standing
{%- endmacro %}

{% macro readable_json(text) -%}
    {{ adapter.dispatch('readable_json', 'accord')(text) }}
{%- endmacro %}

{% macro duckdb__readable_json(text) -%}
    case when json_valid({{ text }}) then {{ text }} end
{%- endmacro %}

{% macro postgres__readable_json(text) -%}
    {{ text }}
{%- endmacro %}

{#- Of HubSpot's: as a row of a table, or as the API told it. -#}
{% macro set_aside_property(name) -%}
    coalesce(
        {{ json_text('told_record', [name]) }},
        {{ json_text('told_record', ['properties', name]) }}
    )
{%- endmacro %}
