with recursive

as_of as (

    select * from {{ ref('stg_control__as_of') }}

),

recorded as (

    select * from {{ ref('int_opportunities_unioned') }}

),

opportunities as (

    select recorded.*

    from recorded

    cross join as_of

    where
        recorded.source_created_at is null
        or recorded.source_created_at <= as_of.as_of

),

{{ keyed_records('opportunities', entity='opportunities') }}

select * from keyed
