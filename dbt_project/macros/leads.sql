{#-
    One row per lead. Basis `then`: each page judged in its time; `now`: each page judges all that
    ever happened, one row per lead and page.
-#}
{% macro leads(basis) -%}
{% set instants = [
    'lead', 'mql', 'handed_off', 'first_contacted', 'accepted', 'rejected', 'sql',
    'opportunity', 'won', 'lost', 'recycled',
] %}

with

staged as (

    select * from {{ ref('int_leads_staged') }}
    where judged_by {{ '=' if basis == 'then' else '<>' }} 'then'

),

scored as (

    select * from {{ ref('int_leads_scored') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

)

select
    staged.lead_id,
    staged.person_id,
    staged.account_id,
    staged.opportunity_id,
    staged.campaign_id,
    staged.owner_user_id,
    staged.lead_stage,
    staged.channel,
    staged.rejection_reason,
    staged.definition_version,
    staged.cycle_number,
    scored.fit_score,
    scored.intent_score,
    staged.is_primary_for_opportunity,
    staged.is_marketing_sourced,
    {%- for instant in instants %}
    {{ local_date('staged.' ~ instant ~ '_at', 'settings.time_zone') }}
        as {{ instant }}_date,
    {%- endfor %}
    {%- for instant in instants %}
    staged.{{ instant }}_at
    {{- "," if not loop.last }}
    {%- endfor %}

from staged

cross join settings

left join scored
    on
        staged.judged_by = scored.judged_by
        and staged.lead_id = scored.lead_id
{%- endmacro %}
