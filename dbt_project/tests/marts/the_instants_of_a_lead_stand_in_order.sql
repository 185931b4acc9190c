with

leads as (

    select * from {{ ref('fct_leads') }}

)

select
    lead_id,
    lead_at,
    mql_at,
    handed_off_at,
    first_contacted_at

from leads

where
    least(
        mql_at, handed_off_at, first_contacted_at, accepted_at, rejected_at, sql_at,
        opportunity_at, won_at, lost_at, recycled_at
    ) < lead_at
    or handed_off_at < mql_at
    or first_contacted_at < handed_off_at
    or (handed_off_at is not null and mql_at is null)
