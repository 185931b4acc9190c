{{ config(meta={'dagster': {'ref': {'name': 'fct_lead_points'}}}) }}

with

leads as (

    select * from {{ ref('fct_leads') }}

),

points as (

    select
        lead_id,
        sum(case when score_kind = 'fit' then points else 0 end) as fit_score,
        sum(case when score_kind = 'intent' then points else 0 end) as intent_score

    from {{ ref('fct_lead_points') }}

    group by lead_id

)

select leads.lead_id

from leads

left join points
    on leads.lead_id = points.lead_id

where
    coalesce(points.fit_score, 0) <> coalesce(leads.fit_score, 0)
    or coalesce(points.intent_score, 0) <> coalesce(leads.intent_score, 0)
