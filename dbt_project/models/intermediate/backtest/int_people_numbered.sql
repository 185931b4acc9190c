with

people as (

    select * from {{ ref('int_people_described') }}
    where not is_internal

),

numbered as (

    select
        person_id,
        cast(row_number() over (order by person_id) as integer) as person_number

    from people

)

select * from numbered
