with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

)

select opportunity_id

from opportunities

where
    is_won
    and not is_closed
