with

staged as (

    select * from {{ ref('int_leads_staged') }}

),

-- Who goes on to work on a lead has taken it, whatever is clicked.
taken as (

    select
        *,
        least(accepted_at, sql_at, opportunity_at, won_at, lost_at) as taken_at,
        lead_stage in ('won', 'lost', 'rejected', 'recycled', 'idle') as has_ended

    from staged

),

-- What comes first is the answer of sales; a cycle that ended without one got neither yes nor no.
answered as (

    select
        judged_by,
        lead_id,
        case
            when taken_at <= coalesce(least(rejected_at, recycled_at), taken_at)
                then 'accepted'
            when rejected_at <= coalesce(recycled_at, rejected_at) then 'rejected'
            when recycled_at is not null then 'recycled'
            when has_ended then 'none'
            else 'pending'
        end as answer,
        has_ended,
        cast(floor(extract(epoch from handed_off_at - mql_at) / 60) as bigint)
            as queue_minutes

    from taken

)

select * from answered
