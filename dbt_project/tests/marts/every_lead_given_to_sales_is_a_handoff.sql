{{ config(meta={'dagster': {'ref': {'name': 'fct_handoffs'}}}) }}

with

leads as (

    select * from {{ ref('fct_leads') }}

),

handoffs as (

    select * from {{ ref('fct_handoffs') }}

)

select
    leads.lead_id,
    leads.handed_off_at

from leads

left join handoffs
    on leads.lead_id = handoffs.lead_id

where
    leads.handed_off_at is not null
    and handoffs.lead_id is null
