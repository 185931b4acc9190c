with

loads as (

    select * from {{ ref('stg_control__loads') }}
    where status = 'accepted'

),

brought as (

    {{ landed_counts('loads') }}

)

select * from brought
