with

as_of as (

    select * from {{ source('control', 'as_of') }}

),

typed as (

    select
        cast(refresh_number as bigint) as refresh_number,
        cast(as_of as timestamp) as as_of

    from as_of

)

select * from typed
