with

records as (

    select * from {{ ref('int_opportunities_keyed') }}

),

merge_links as (

    select
        merged.record_key,
        survivors.record_key as linked_key,
        'merge' as rule,
        1.00 as confidence

    from records as merged

    inner join records as survivors
        on merged.merged_key = survivors.record_key

    where merged.is_deleted

),

pointers as (

    select
        record_key,
        trim(unnest(string_to_array(synced_record_ids, ';'))) as pointer

    from records

    where synced_record_ids is not null

),

syncs as (

    select
        pointers.record_key,
        named.record_key as linked_key,
        'sync' as rule,
        0.99 as confidence

    from pointers

    inner join records as named
        on
            split_part(pointers.pointer, ':', 1) = named.source_system
            and substr(pointers.pointer, strpos(pointers.pointer, ':') + 1)
            = named.record_id

    where named.standing_key is not null

),

linked as (

    select * from merge_links
    union all
    select * from syncs

),

distinct_links as (

    select distinct
        record_key,
        linked_key,
        rule,
        cast(confidence as decimal(5, 4)) as confidence

    from linked

    where record_key <> linked_key

)

select * from distinct_links
