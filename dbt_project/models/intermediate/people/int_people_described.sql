with

survived as (

    select * from {{ ref('int_people_survived') }}

),

accounted as (

    select * from {{ ref('int_people_accounted') }}

),

domains as (

    select * from {{ ref('int_domains_judged') }}

),

addressed as (

    select
        survived.*,
        split_part({{ normalised_address('survived.email') }}, '@', 2)
            as email_domain

    from survived

),

described as (

    select
        addressed.*,
        accounted.account_id,
        case
            when addressed.email_domain is null then 'none'
            when domains.is_student then 'student'
            when domains.is_free_mail then 'personal'
            else 'business'
        end as email_kind,
        coalesce(domains.is_internal, false) as is_internal

    from addressed

    left join accounted
        on addressed.person_id = accounted.person_id

    left join domains
        on addressed.email_domain = domains.domain

)

select * from described
