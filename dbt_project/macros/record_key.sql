{#-
    The key of a record of an entity, its identifying columns read from `record` (a CTE or none).
    Without an entity the column `entity` names it.
-#}
{% macro record_key(entity=none, record='', object='source_object', id='record_id') -%}
    {%- set of = record ~ '.' if record else '' -%}
    md5(
        {{ "'" ~ entity ~ "|'" if entity else of ~ "entity || '|'" }}
        || {{ of }}source_system || '|' || {{ of }}connection || '|'
        || {{ of }}{{ object }} || '|' || {{ of }}{{ id }}
    )
{%- endmacro %}
