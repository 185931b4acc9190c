{{ config(meta={'dagster': {'ref': {'name': 'fct_lead_stage_events'}}}) }}

{% set stages = [
    'lead', 'mql', 'accepted', 'rejected', 'sql', 'opportunity', 'won', 'lost',
    'recycled',
] %}

with

leads as (

    select * from {{ ref('fct_leads') }}

),

events as (

    select * from {{ ref('fct_lead_stage_events') }}
    where basis = 'canonical'

),

-- The opening event opens the lead whichever stage it carries.
firsts as (

    select
        lead_id,
        min(entered_at) as lead_at,
        {%- for stage in stages if stage != 'lead' %}
        min(case when lead_stage = '{{ stage }}' then entered_at end) as {{ stage }}_at
        {{- "," if not loop.last }}
        {%- endfor %}

    from events

    group by lead_id

)

select leads.lead_id

from leads

left join firsts
    on leads.lead_id = firsts.lead_id

where
    false
    {%- for stage in stages %}
    or leads.{{ stage }}_at is distinct from firsts.{{ stage }}_at
    {%- endfor %}
