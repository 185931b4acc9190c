{#- Whether a record is gone, merged ones included, and since when, if the vendor says it. -#}
{% macro record_life(gone_at=none) -%}
_op in ('delete', 'merge') as is_deleted,
        case
            when _op in ('delete', 'merge')
                then {{ 'coalesce(' ~ gone_at ~ ', _changed_at)' if gone_at else '_changed_at' }}
        end as deleted_at
{%- endmacro %}
