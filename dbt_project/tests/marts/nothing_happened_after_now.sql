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
