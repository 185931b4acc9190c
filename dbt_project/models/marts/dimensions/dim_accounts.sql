with

judged as (

    select * from {{ ref('int_accounts_judged') }}

),

rooted as (

    select * from {{ ref('int_accounts_rooted') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

)

select
    judged.account_id,
    judged.parent_account_id,
    rooted.ultimate_parent_account_id,
    judged.owner_user_id,
    judged.account_name,
    judged.domain,
    judged.industry,
    judged.country,
    judged.segment,
    judged.employee_count,
    judged.source_record_count,
    rooted.hierarchy_depth,
    judged.is_icp,
    judged.is_customer,
    rooted.is_in_circle,
    {{ local_date('judged.customer_since_at', 'settings.time_zone') }}
        as customer_since_date,
    {{ local_date('judged.first_seen_at', 'settings.time_zone') }} as first_seen_date,
    judged.customer_since_at,
    judged.first_seen_at

from judged

inner join rooted
    on judged.account_id = rooted.account_id

cross join settings
