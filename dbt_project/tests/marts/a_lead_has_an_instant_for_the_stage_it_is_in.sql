{% set instants = {
    'mql': 'mql_at', 'handed_off': 'handed_off_at', 'contacted': 'first_contacted_at',
    'accepted': 'accepted_at', 'sql': 'sql_at', 'opportunity': 'opportunity_at',
    'won': 'won_at', 'lost': 'lost_at', 'rejected': 'rejected_at',
    'recycled': 'recycled_at',
} %}

with

leads as (

    select * from {{ ref('fct_leads') }}

)

select
    lead_id,
    lead_stage

from leads

where
    false
    {%- for stage, instant in instants.items() %}
    or (lead_stage = '{{ stage }}' and {{ instant }} is null)
    {%- endfor %}
