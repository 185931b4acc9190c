{{ config(materialized='view') }}

with

loads as (

    select * from {{ ref('stg_control__loads') }}
    where status = 'accepted'

),

landed as (

    {{ landed_records('loads') }}

)

select * from landed
