with

stated as (

    select * from {{ ref('int_people_stated') }}

),

mailboxed as (

    select * from {{ ref('int_people_mailboxed') }}

),

employed as (

    select * from {{ ref('int_people_employed') }}

),

valued as (

    select
        group_key,
        'name' as kind,
        first_name || ' ' || last_name as value
    from stated

    union distinct

    select
        group_key,
        'phone' as kind,
        right(phone_digits, 9) as value
    from stated
    where length(phone_digits) >= 7

    union distinct

    select
        group_key,
        'title' as kind,
        title as value
    from stated

    union distinct

    select
        group_key,
        'city' as kind,
        city as value
    from stated

    union distinct

    select
        group_key,
        'mailbox' as kind,
        mailbox as value
    from mailboxed
    where not is_shared

    union distinct

    select
        group_key,
        'work_mailbox' as kind,
        mailbox as value
    from mailboxed
    where not is_shared and is_at_work

    union distinct

    select
        group_key,
        'local_part' as kind,
        local_part as value
    from mailboxed
    where not is_shared and has_own_local_part

    union distinct

    select
        group_key,
        'employer' as kind,
        employer as value
    from employed

),

-- Our own people and test records resemble each other.
internal as (

    select distinct group_key
    from mailboxed
    where is_internal

)

select valued.*

from valued

left join internal
    on valued.group_key = internal.group_key

where
    internal.group_key is null
    and valued.value is not null
