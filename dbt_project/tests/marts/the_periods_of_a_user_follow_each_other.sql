with

periods as (

    select * from {{ ref('dim_users_history') }}

),

in_order as (

    select
        user_id,
        valid_from_at,
        valid_to_at,
        lead(valid_from_at) over (
            partition by user_id
            order by valid_from_at asc nulls first
        ) as next_from_at

    from periods

)

select * from in_order
where
    coalesce(valid_to_at, timestamp '9999-12-31')
    <> coalesce(next_from_at, timestamp '9999-12-31')
    or valid_to_at <= valid_from_at
