with

refreshes as (

    select * from {{ source('control', 'refreshes') }}

),

typed as (

    select
        status,
        cast(refresh_number as bigint) as refresh_number,
        cast(as_of as timestamp) as as_of

    from refreshes

)

select * from typed
