with

survived as (

    select * from {{ ref('int_users_survived') }}

)

select
    user_id,
    email,
    first_name,
    last_name

from survived
