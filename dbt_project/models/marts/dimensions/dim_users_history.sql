with

spanned as (

    select * from {{ ref('int_users_spanned') }}

)

select
    user_period_id,
    user_id,
    manager_user_id,
    role,
    team,
    time_zone,
    cast(null as text) as territory,
    cast(null as decimal(38, 4)) as quota_amount,
    is_active,
    valid_to_at is null as is_current,
    valid_from_at,
    valid_to_at

from spanned
