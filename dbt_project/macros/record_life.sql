{#- Whether a record is gone, merged ones included, and since when. -#}
{% macro record_life(deleted_at='_changed_at') -%}
_op in ('delete', 'merge') as is_deleted,
        case when _op in ('delete', 'merge') then {{ deleted_at }} end as deleted_at
{%- endmacro %}
