with

account_domains as (

    select * from {{ ref('int_account_domains_normalised') }}

),

judged as (

    select * from {{ ref('int_domains_judged') }}

),

-- Only a domain that belongs to one company says which company a record is of.
domained as (

    select
        account_domains.record_key,
        account_domains.domain

    from account_domains

    left join judged
        on account_domains.domain = judged.domain

    where
        not coalesce(judged.is_free_mail, false)
        and not coalesce(judged.is_student, false)
        and not coalesce(judged.is_shared, false)
        and not coalesce(judged.is_internal, false)

)

select * from domained
