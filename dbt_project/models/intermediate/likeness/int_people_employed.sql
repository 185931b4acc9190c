with

stated as (

    select * from {{ ref('int_people_stated') }}

),

mailboxed as (

    select * from {{ ref('int_people_mailboxed') }}

),

domains as (

    select * from {{ ref('int_domains_judged') }}

),

accounts as (

    select * from {{ ref('int_accounts_clustered') }}

),

accounts_survived as (

    select * from {{ ref('int_accounts_survived') }}

),

account_domains as (

    select * from {{ ref('int_accounts_domained') }}

),

stated_domains as (

    select
        group_key,
        domain
    from mailboxed

    union distinct

    select
        group_key,
        website_domain as domain
    from stated

),

-- Only what belongs to one company tells where somebody works.
employing_domains as (

    select
        stated_domains.group_key,
        stated_domains.domain

    from stated_domains

    left join domains
        on stated_domains.domain = domains.domain

    where
        stated_domains.domain is not null
        and not coalesce(domains.is_free_mail, false)
        and not coalesce(domains.is_student, false)
        and not coalesce(domains.is_shared, false)
        and not coalesce(domains.is_internal, false)

),

employing_accounts as (

    select
        group_key,
        account_id
    from stated

    where account_id is not null

    union distinct

    select
        employing_domains.group_key,
        accounts.account_id

    from employing_domains

    inner join account_domains
        on employing_domains.domain = account_domains.domain

    inner join accounts
        on account_domains.record_key = accounts.record_key

    where accounts.standing_key is not null

),

employed as (

    select
        group_key,
        'domain ' || domain as employer
    from employing_domains

    union distinct

    select
        group_key,
        'account ' || account_id as employer
    from employing_accounts

    union distinct

    select
        group_key,
        'company ' || company as employer
    from stated

    union distinct

    select
        employing_accounts.group_key,
        'company ' || {{ bare_company('accounts_survived.account_name') }} as employer

    from employing_accounts

    inner join accounts_survived
        on employing_accounts.account_id = accounts_survived.account_id

)

select * from employed
where employer is not null
