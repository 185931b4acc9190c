-- A block with more groups than this tells nothing of them, and costs pairs by the square.
{% set most_in_a_block = 30 %}

with

valued as (

    select * from {{ ref('int_people_valued') }}

),

names as (

    select
        group_key,
        split_part(value, ' ', 1) as first_name,
        split_part(value, ' ', 2) as last_name

    from valued

    where kind = 'name'

),

blocking_keys as (

    select
        group_key,
        'phone' as blocking_kind,
        value as blocking_value
    from valued
    where kind = 'phone'

    union distinct

    select
        group_key,
        'mailbox' as blocking_kind,
        value as blocking_value
    from valued
    where kind = 'mailbox'

    union distinct

    select
        names.group_key,
        'name_and_employer' as blocking_kind,
        names.last_name || ' ' || left(names.first_name, 1) || ' ' || employers.value
            as blocking_value
    from names
    inner join valued as employers
        on
            names.group_key = employers.group_key
            and employers.kind = 'employer'

    union distinct

    select
        names.group_key,
        'name_and_city' as blocking_kind,
        names.last_name || ' ' || names.first_name || ' ' || cities.value
            as blocking_value
    from names
    inner join valued as cities
        on
            names.group_key = cities.group_key
            and cities.kind = 'city'

),

-- A group that is in a block with several values of a kind counts once for each.
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
    blocking_value,
    block_size,
    block_size > {{ most_in_a_block }} as is_too_big

from blocked

where block_size > 1
