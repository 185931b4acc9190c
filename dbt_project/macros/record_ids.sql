{#- What every staging model says of a record first: whose it is, its key, and its loads. -#}
{% macro record_ids() -%}
_connection as connection,
        _record_id as record_id,
        _merged_into_id as merged_into_id,
        first_load_id,
        _load_id as load_id
{%- endmacro %}
