{#-
    CTEs that end in `keyed`: the records of the CTE `records`, each with its own key, the key of
    the record it was merged into, and the key of the one that stands for it now, if any. `entity`
    is that of them all; without it the column `entity` names each one's. `kept` are columns that
    go along. Needs `recursive`.
-#}
{% macro keyed_records(records, entity=none, kept=[]) -%}
identified as (

    select
        {{ record_key(entity) }} as record_key,
        case
            when merged_into_id is not null
                then {{ record_key(entity, id='merged_into_id') }}
        end as merged_key,
        {{ records }}.*

    from {{ records }}

),

{{ followed_merges('identified') }},

keyed as (

    select
        identified.record_key,
        case
            when not identified.is_deleted then identified.record_key
            else survivors.survivor_key
        end as standing_key,
        identified.merged_key,
        {{ "'" ~ entity ~ "'" if entity else 'identified.entity' }} as entity,
        identified.source_system,
        identified.connection,
        identified.source_object,
        identified.record_id,
        {%- for column in kept %}
        identified.{{ column }},
        {%- endfor %}
        identified.first_load_id,
        cast(split_part(identified.first_load_id, '-', 1) as bigint)
            as first_refresh_number,
        identified.synced_record_ids,
        identified.is_deleted,
        identified.first_created_at,
        identified.source_created_at

    from identified

    left join survivors
        on identified.record_key = survivors.record_key

)
{%- endmacro %}
