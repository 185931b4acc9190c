with

judged as (

    select
        *,
        customer_since_at is not null
        and (first_seen_at is null or customer_since_at > first_seen_at)
            as became_customer

    from {{ ref('int_accounts_judged') }}

),

-- What the records date of a company is its beginning, if at all, and its first purchase.
periods as (

    select
        account_id,
        account_name,
        industry,
        country,
        employee_count,
        is_icp,
        is_customer and not became_customer as is_customer,
        first_seen_at as valid_from_at,
        case when became_customer then customer_since_at end as valid_to_at

    from judged

    union all

    select
        account_id,
        account_name,
        industry,
        country,
        employee_count,
        is_icp,
        is_customer,
        customer_since_at as valid_from_at,
        cast(null as timestamp) as valid_to_at

    from judged

    where became_customer

)

select
    md5(account_id || '|' || coalesce(cast(valid_from_at as text), ''))
        as account_period_id,
    account_id,
    account_name,
    industry,
    country,
    employee_count,
    is_icp,
    is_customer,
    valid_to_at is null as is_current,
    valid_from_at,
    valid_to_at

from periods
