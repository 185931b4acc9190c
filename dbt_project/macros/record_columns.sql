{#- What every staging model says of a record before the vendor's own fields. -#}
{% macro record_columns(deleted_at='_changed_at') -%}
_connection as connection,
        _record_id as record_id,
        _merged_into_id as merged_into_id,
        first_load_id,
        _load_id as load_id,
        _op in ('delete', 'merge') as is_deleted,
        case
            when _op in ('delete', 'merge') then {{ deleted_at }}
        end as deleted_at
{%- endmacro %}
