{#-
    CTEs `merge_links` and `sync_links`: which records of an entity a vendor merged, and which name each
    other as synchronised. `records` holds them all, with their own and their survivors' keys.
-#}
{% macro record_links(records) -%}
merge_links as (

    select
        merged.record_key,
        survivors.record_key as linked_key,
        'merge' as rule,
        1.00 as confidence

    from {{ records }} as merged

    inner join {{ records }} as survivors
        on merged.merged_key = survivors.record_key

    where merged.is_deleted

),

pointers as (

    select
        record_key,
        trim(unnest(string_to_array(synced_record_ids, ';'))) as pointer

    from {{ records }}

    where synced_record_ids is not null

),

sync_links as (

    select
        pointers.record_key,
        named.record_key as linked_key,
        'sync' as rule,
        0.99 as confidence

    from pointers

    inner join {{ records }} as named
        on
            split_part(pointers.pointer, ':', 1) = named.source_system
            and substr(pointers.pointer, strpos(pointers.pointer, ':') + 1)
            = named.record_id

    where named.standing_key is not null

)
{%- endmacro %}
