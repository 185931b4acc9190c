{#-
    Which thing each record of an entity stands for, and by which evidence: the best link that
    touches the record, told by the record at its other end, never by a personal value.
-#}
{% macro bridge_of(entity, id) -%}
with

clustered as (

    select * from {{ ref('int_' ~ entity ~ '_clustered') }}

),

linked as (

    select * from {{ ref('int_' ~ entity ~ '_linked') }}
    where decision = 'link'

),

refreshes as (

    select * from {{ ref('stg_control__refreshes') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

{{ best_links('linked') }},

bridged as (

    select
        clustered.record_key,
        clustered.{{ id }},
        clustered.source_system,
        clustered.connection,
        clustered.source_object,
        clustered.record_id,
        {{ record_name('clustered') }} as record_name,
        case
            when clustered.record_key = clustered.{{ id }} then 'first_record'
            else best_links.rule
        end as rule,
        case
            when clustered.record_key <> clustered.{{ id }}
                then {{ record_name('others') }}
        end as evidence,
        case
            when clustered.record_key = clustered.{{ id }} then cast(1 as decimal(5, 4))
            else best_links.confidence
        end as confidence,
        clustered.is_deleted
        and clustered.{{ id }} = coalesce(survivors.{{ id }}, '') as is_merged,
        clustered.{{ id }} <> coalesce(survivors.{{ id }}, '') as is_gone,
        case
            when clustered.record_key = clustered.{{ id }}
                then clustered.first_refresh_number
            else best_links.refresh_number
        end as linked_refresh_number

    from clustered

    left join best_links
        on clustered.record_key = best_links.record_key

    left join clustered as others
        on best_links.linked_key = others.record_key

    -- Kept apart from what its vendor merged it into, a record stands for nothing that is there.
    left join clustered as survivors
        on clustered.standing_key = survivors.record_key

)

select
    bridged.record_key,
    bridged.{{ id }},
    bridged.source_system,
    bridged.connection,
    bridged.source_object,
    bridged.record_id,
    bridged.record_name,
    bridged.rule,
    bridged.evidence,
    bridged.confidence,
    bridged.is_merged,
    bridged.is_gone,
    {{ local_date('refreshes.as_of', 'settings.time_zone') }} as linked_date,
    refreshes.as_of as linked_at

from bridged

cross join settings

left join refreshes
    on bridged.linked_refresh_number = refreshes.refresh_number
{%- endmacro %}
