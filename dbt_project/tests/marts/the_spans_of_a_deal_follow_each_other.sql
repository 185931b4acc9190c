with

spans as (

    select * from {{ ref('fct_opportunity_spans') }}

),

in_order as (

    select
        opportunity_span_id,
        opportunity_id,
        valid_from_at,
        valid_to_at,
        lead(valid_from_at) over (
            partition by opportunity_id
            order by valid_from_at
        ) as next_from_at

    from spans

)

select * from in_order
where
    valid_from_at is null
    or valid_to_at is distinct from next_from_at
    or valid_to_at <= valid_from_at
