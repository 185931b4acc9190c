with

grouped as (

    select * from {{ ref('int_accounts_grouped') }}

),

stated as (

    select * from {{ ref('int_accounts_stated') }}

),

domains as (

    select * from {{ ref('int_account_domains_normalised') }}

),

domains_judged as (

    select * from {{ ref('int_domains_judged') }}

),

account_domains as (

    select * from {{ ref('int_accounts_domained') }}

),

people as (

    select * from {{ ref('int_people_unioned') }}
    where not is_deleted

),

addresses as (

    select * from {{ ref('int_people_addressed') }}
    where not is_shared

),

-- Whose record names a company as theirs; a billing customer is in contact with itself.
contacts as (

    select
        grouped.group_key,
        addresses.address

    from people

    inner join addresses
        on {{ record_key('people') }} = addresses.record_key

    inner join grouped
        on
            people.source_system = grouped.source_system
            and people.connection = grouped.connection
            and coalesce(people.source_account_id, people.converted_account_id)
            = grouped.record_id
            and grouped.entity
            = case
                when people.record_kind = 'customer' then 'customers' else 'accounts'
            end

),

valued as (

    select
        group_key,
        'name' as kind,
        company as value
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
        'place' as kind,
        city || ' ' || coalesce(postal_code, '') || ' ' || coalesce(country, '')
            as value
    from stated

    union distinct

    select
        group_key,
        'contact' as kind,
        address as value
    from contacts

    union distinct

    select
        grouped.group_key,
        'domain' as kind,
        account_domains.domain as value

    from account_domains

    inner join grouped
        on account_domains.record_key = grouped.record_key

),

-- Our own company and its test records resemble each other.
internal as (

    select distinct grouped.group_key

    from domains

    inner join domains_judged
        on
            domains.domain = domains_judged.domain
            and domains_judged.is_internal

    inner join grouped
        on domains.record_key = grouped.record_key

)

select valued.*

from valued

left join internal
    on valued.group_key = internal.group_key

where
    internal.group_key is null
    and valued.value is not null
