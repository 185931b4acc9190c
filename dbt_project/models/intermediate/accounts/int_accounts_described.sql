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
        {{ record_key('accounts') }} as record_key,
        customers.*

    from customers

),

-- A billing customer lends its name and, where the domain is one company's, its domain.
described_customers as (

    select
        customers_keyed.record_key,
        customers_keyed.source_system,
        customers_keyed.connection,
        customers_keyed.source_object,
        customers_keyed.record_id,
        cast(null as text) as parent_source_account_id,
        cast(null as text) as source_user_id,
        {{ unless_blank('customers_keyed.customer_name') }} as account_name,
        account_domains.domain,
        cast(null as text) as industry,
        {{ unless_blank('customers_keyed.country') }} as country,
        cast(null as bigint) as employee_count,
        customers_keyed.source_created_at,
        customers_keyed.source_changed_at

    from customers_keyed

    left join account_domains
        on customers_keyed.record_key = account_domains.record_key

),

described as (

    select * from described_accounts
    union all
    select * from described_customers

)

select * from described
