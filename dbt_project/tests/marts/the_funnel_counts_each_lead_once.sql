{{ config(meta={'dagster': {'ref': {'name': 'rpt_funnel'}}}) }}

with

funnel as (

    select * from {{ ref('rpt_funnel') }}
    where lead_stage = 'lead'

),

leads_then as (

    select * from {{ ref('fct_leads') }}

),

leads_now as (

    select * from {{ ref('fct_leads_restated') }}

),

counted as (

    select
        'then' as definition_basis,
        count(*) as lead_count
    from leads_then

    union all

    select
        'now' as definition_basis,
        count(*) as lead_count
    from leads_now

),

added_up as (

    select
        definition_basis,
        sum(lead_count) as lead_count

    from funnel

    group by definition_basis

)

select
    counted.definition_basis,
    counted.lead_count,
    added_up.lead_count as funnel_count

from counted

left join added_up
    on counted.definition_basis = added_up.definition_basis

where counted.lead_count <> coalesce(added_up.lead_count, 0)
