with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

)

select opportunity_id

from opportunities

where
    not is_closed
    and (closed_at is not null or cycle_days is not null)
