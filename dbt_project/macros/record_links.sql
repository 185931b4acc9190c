{#-
    CTEs `merge_links` and `sync_links`: which records of an entity a vendor merged, and which name each
    other as synchronised. `records` holds them all, with their own and their survivors' keys.
-#}
{% macro record_links(records) -%}
merge_links as (

    select
        merged.record_key,
        survivors.record_key as linked_key,
        'merge' as rule

    from {{ records }} as merged

    inner join {{ records }} as survivors
        on merged.merged_key = survivors.record_key

    where merged.is_deleted

),

pointers as (

    select
        record_key as pointing_key,
        connection,
        trim(unnest(string_to_array(synced_record_ids, ';'))) as pointer

    from {{ records }}

    where synced_record_ids is not null

),

{{ named_records('pointers', records) }},

sync_links as (

    select
        named.pointing_key as record_key,
        named.named_key as linked_key,
        'sync' as rule

    from named

    inner join {{ records }} as standing
        on named.named_key = standing.record_key

    where standing.standing_key is not null

)
{%- endmacro %}
