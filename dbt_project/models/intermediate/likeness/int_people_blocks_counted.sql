with

blocked as (

    select * from {{ ref('int_people_blocked') }}

),

blocks as (

    select distinct
        blocking_kind,
        blocking_value,
        block_size,
        block_size * (block_size - 1) / 2 as pairs,
        is_too_big

    from blocked

),

counted as (

    select
        blocking_kind,
        count(*) as block_count,
        count(*) filter (where is_too_big) as skipped_block_count,
        max(block_size) as biggest_block_size,
        cast(sum(pairs) as bigint) as pair_count,
        cast(coalesce(sum(pairs) filter (where is_too_big), 0) as bigint)
            as skipped_pair_count

    from blocks

    group by blocking_kind

)

select * from counted
