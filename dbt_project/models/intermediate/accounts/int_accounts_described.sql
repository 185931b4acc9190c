with

accounts as (

    select * from {{ ref('int_accounts_unioned') }}
    where not is_deleted

),

customers as (

    select * from {{ ref('int_customers_unioned') }}
    where not is_deleted

),

account_domains as (

    select * from {{ ref('int_accounts_domained') }}

),

judged as (

    select * from {{ ref('int_domains_judged') }}

),

described_accounts as (

    select
        {{ record_key('accounts') }} as record_key,
        source_system,
        connection,
        source_object,
        record_id,
        parent_source_account_id,
        source_user_id,
        {{ unless_blank('account_name') }} as account_name,
        {{ normalised_domain('domain') }} as domain,
        {{ unless_blank('industry') }} as industry,
        {{ unless_blank('country') }} as country,
        employee_count,
        source_created_at,
        source_changed_at

    from accounts

),

customers_keyed as (

    select
        {{ record_key('customers') }} as record_key,
        split_part({{ normalised_address('email') }}, '@', 2) as email_domain,
        customers.*

    from customers

),

-- A billing customer may be a private person: it lends its name only where its address is no
-- private mailbox, and its domain only where the domain is one company's.
described_customers as (

    select
        customers_keyed.record_key,
        customers_keyed.source_system,
        customers_keyed.connection,
        customers_keyed.source_object,
        customers_keyed.record_id,
        cast(null as text) as parent_source_account_id,
        cast(null as text) as source_user_id,
        case
            when
                customers_keyed.email_domain is not null
                and not coalesce(judged.is_free_mail, false)
                and not coalesce(judged.is_student, false)
                then {{ unless_blank('customers_keyed.customer_name') }}
        end as account_name,
        account_domains.domain,
        cast(null as text) as industry,
        {{ unless_blank('customers_keyed.country') }} as country,
        cast(null as bigint) as employee_count,
        customers_keyed.source_created_at,
        customers_keyed.source_changed_at

    from customers_keyed

    left join account_domains
        on customers_keyed.record_key = account_domains.record_key

    left join judged
        on customers_keyed.email_domain = judged.domain

),

described as (

    select * from described_accounts
    union all
    select * from described_customers

)

select * from described
