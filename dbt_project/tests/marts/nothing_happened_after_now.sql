{{ config(meta={'dagster': {'ref': {'name': 'fct_touchpoints'}}}) }}

with

publication as (

    select * from {{ ref('publication') }}

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

stage_events as (

    select * from {{ ref('fct_lead_stage_events') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

opportunity_stage_events as (

    select * from {{ ref('fct_opportunity_stage_events') }}

),

invoices as (

    select * from {{ ref('fct_invoices') }}

),

payments as (

    select * from {{ ref('fct_payments') }}

),

spend as (

    select * from {{ ref('fct_spend') }}

)

select touchpoints.touch_id as fact_id

from touchpoints

inner join publication
    on touchpoints.touched_at > publication.as_of

union all

select stage_events.lead_stage_event_id as fact_id

from stage_events

inner join publication
    on stage_events.entered_at > publication.as_of

union all

select spend.spend_id as fact_id

from spend

inner join publication
    on spend.spend_date > publication.as_of_date

union all

select opportunities.opportunity_id as fact_id

from opportunities

inner join publication
    on
        opportunities.created_at > publication.as_of
        or opportunities.closed_at > publication.as_of

union all

select opportunity_stage_events.opportunity_stage_event_id as fact_id

from opportunity_stage_events

inner join publication
    on opportunity_stage_events.entered_at > publication.as_of

union all

select invoices.invoice_id as fact_id

from invoices

inner join publication
    on
        invoices.issued_at > publication.as_of
        or invoices.paid_at > publication.as_of
        or invoices.voided_at > publication.as_of

union all

select payments.payment_id as fact_id

from payments

inner join publication
    on payments.paid_at > publication.as_of
