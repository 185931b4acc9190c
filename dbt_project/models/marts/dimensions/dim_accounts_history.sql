with

judged as (

    select * from {{ ref('int_accounts_judged') }}

),

-- What the records date of a company is its beginning and its first purchase.
periods as (

    select
        account_id,
        account_name,
        industry,
        country,
        employee_count,
        is_icp,
        is_customer and customer_since_at <= first_seen_at as is_customer,
        first_seen_at as valid_from_at,
        case when customer_since_at > first_seen_at then customer_since_at end
            as valid_to_at

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

    where customer_since_at > first_seen_at

)

select
    md5(account_id || '|' || cast(valid_from_at as text)) as account_period_id,
    account_id,
    account_name,
    industry,
    country,
    employee_count,
    is_icp,
    coalesce(is_customer, false) as is_customer,
    valid_to_at is null as is_current,
    valid_from_at,
    valid_to_at

from periods
