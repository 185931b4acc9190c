{{ config(severity='warn') }}

with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

)

select opportunity_id

from opportunities

where
    is_closed
    and closed_at is null
