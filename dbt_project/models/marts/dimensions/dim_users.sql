with

survived as (

    select * from {{ ref('int_users_survived') }}

)

select
    user_id,
    manager_user_id,
    role,
    team,
    time_zone,
    cast(null as text) as territory,
    cast(null as decimal(38, 4)) as quota_amount,
    source_record_count,
    is_active,
    first_seen_at

from survived
