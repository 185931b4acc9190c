with

leads as (

    select * from {{ ref('fct_leads') }}

),

spanned as (

    select
        lead_id,
        person_id,
        greatest(
            lead_at, mql_at, handed_off_at, first_contacted_at, accepted_at, rejected_at,
            sql_at, opportunity_at, won_at, lost_at, recycled_at
        ) as last_at,
        lead(lead_at) over (
            partition by person_id
            order by cycle_number
        ) as next_lead_at

    from leads

)

select * from spanned
where last_at > next_lead_at
