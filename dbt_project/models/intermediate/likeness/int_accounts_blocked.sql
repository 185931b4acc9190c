-- A block with more groups than this tells nothing of them, and costs pairs by the square.
{% set most_in_a_block = 30 %}

with

valued as (

    select * from {{ ref('int_accounts_valued') }}

),

blocking_keys as (

    select
        group_key,
        kind as blocking_kind,
        value as blocking_value

    from valued

    where kind in ('name', 'phone', 'contact')

    union distinct

    select
        names.group_key,
        'beginning_and_city' as blocking_kind,
        left(names.value, 5) || ' ' || split_part(places.value, ' ', 1)
            as blocking_value

    from valued as names

    inner join valued as places
        on
            names.group_key = places.group_key
            and places.kind = 'place'

    where names.kind = 'name'

),

blocked as (

    select
        group_key,
        blocking_kind,
        blocking_value,
        count(*) over (partition by blocking_kind, blocking_value) as block_size

    from blocking_keys

)

select
    group_key,
    blocking_kind,
    blocking_value

from blocked

where block_size between 2 and {{ most_in_a_block }}
