with

described as (

    select * from {{ ref('int_people_described') }}

)

select
    person_id,
    email,
    first_name,
    last_name,
    phone,
    company_name,
    city,
    postal_code

from described
