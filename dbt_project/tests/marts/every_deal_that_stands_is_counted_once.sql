with

bridge as (

    select * from {{ ref('bridge_opportunities') }}
    where not is_gone

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

standing as (

    select distinct opportunity_id from bridge

),

counted as (

    select
        opportunity_id,
        count(*) as row_count

    from opportunities

    group by opportunity_id

)

select
    standing.opportunity_id,
    counted.row_count

from standing

left join counted
    on standing.opportunity_id = counted.opportunity_id

where coalesce(counted.row_count, 0) <> 1
