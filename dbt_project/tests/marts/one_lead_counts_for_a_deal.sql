with

leads as (

    select * from {{ ref('fct_leads') }}
    where opportunity_id is not null

)

select
    opportunity_id,
    count(*) filter (where is_primary_for_opportunity) as primary_count

from leads

group by opportunity_id

having count(*) filter (where is_primary_for_opportunity) <> 1
