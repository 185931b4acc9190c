-- A block with more groups than this tells nothing of them, and costs pairs by the square.
{% set most_in_a_block = 30 %}

with

stated as (

    select * from {{ ref('int_opportunities_stated') }}

),

blocking_keys as (

    select
        group_key,
        'account' as blocking_kind,
        account_id as blocking_value
    from stated

    union distinct

    select
        group_key,
        'account_and_amount' as blocking_kind,
        account_id || ' ' || cast(amount as text) as blocking_value
    from stated

    union distinct

    select
        group_key,
        'account_and_close_date' as blocking_kind,
        account_id || ' ' || cast(close_date as text) as blocking_value
    from stated

    union distinct

    select
        group_key,
        'amount_and_close_date' as blocking_kind,
        cast(amount as text) || ' ' || cast(close_date as text) as blocking_value
    from stated

    union distinct

    select
        group_key,
        'name' as blocking_kind,
        deal_name as blocking_value
    from stated

),

blocked as (

    select
        group_key,
        blocking_kind,
        blocking_value,
        count(*) over (partition by blocking_kind, blocking_value) as block_size

    from blocking_keys

    where blocking_value is not null

)

select
    group_key,
    blocking_kind,
    blocking_value

from blocked

where block_size between 2 and {{ most_in_a_block }}
