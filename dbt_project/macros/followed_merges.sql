{#-
    CTEs that end in `survivors`: for each merged record of `records` (record_key, merged_key,
    is_deleted) the record that stands for it now, however many merges lie between. A chain
    that ends in a record that is gone or unknown, or in itself, has none. Needs `recursive`.
-#}
{% macro followed_merges(records) -%}
merges as (

    select
        record_key,
        merged_key

    from {{ records }}

    where
        is_deleted
        and merged_key is not null

),

followed as (

    select
        merges.record_key,
        merges.merged_key as survivor_key

    from merges

    union distinct

    select
        followed.record_key,
        merges.merged_key as survivor_key

    from followed

    inner join merges
        on followed.survivor_key = merges.record_key

),

survivors as (

    select
        followed.record_key,
        followed.survivor_key

    from followed

    inner join {{ records }} as standing
        on followed.survivor_key = standing.record_key

    where not standing.is_deleted

)
{%- endmacro %}
