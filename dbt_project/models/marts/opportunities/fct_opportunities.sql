with

opportunities as (

    select * from {{ ref('int_opportunities_converted') }}

),

influenced as (

    select * from {{ ref('int_opportunities_influenced') }}

),

primary_leads as (

    select * from {{ ref('int_leads_staged') }}
    where
        judged_by = 'then'
        and is_primary_for_opportunity

)

select
    opportunities.opportunity_id,
    opportunities.account_id,
    opportunities.owner_user_id,
    opportunities.campaign_id,
    primary_leads.lead_id as primary_lead_id,
    opportunities.opportunity_name,
    opportunities.opportunity_type,
    opportunities.opportunity_stage,
    opportunities.source_stage,
    opportunities.forecast_category,
    opportunities.loss_reason,
    opportunities.competitor,
    primary_leads.channel as origin,
    opportunities.currency_code,
    opportunities.amount,
    opportunities.reporting_currency_code,
    opportunities.reporting_amount,
    opportunities.recurring_amount,
    opportunities.probability,
    opportunities.cycle_days,
    opportunities.system_count,
    opportunities.is_won,
    opportunities.is_closed,
    coalesce(primary_leads.is_marketing_sourced, false) as is_marketing_sourced,
    influenced.opportunity_id is not null as is_marketing_influenced,
    opportunities.created_date,
    opportunities.close_date,
    opportunities.closed_date,
    opportunities.created_at,
    opportunities.closed_at

from opportunities

left join influenced
    on opportunities.opportunity_id = influenced.opportunity_id

left join primary_leads
    on opportunities.opportunity_id = primary_leads.opportunity_id
