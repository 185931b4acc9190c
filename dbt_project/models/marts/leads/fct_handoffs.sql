{% set instants = ['mql', 'handed_off', 'first_contacted', 'disposition'] %}

with

handoffs as (

    select * from {{ ref('int_handoffs_judged') }}
    where judged_by = 'then'

),

settings as (

    select * from {{ ref('int_settings_applied') }}

)

select
    handoffs.lead_id,
    handoffs.person_id,
    handoffs.account_id,
    handoffs.owner_user_id,
    handoffs.source_system,
    handoffs.connection,
    handoffs.definition_version,
    handoffs.calendar,
    handoffs.task_status,
    handoffs.notification_status,
    handoffs.contact_status,
    handoffs.contact_outcome,
    handoffs.feedback_status,
    handoffs.acceptance_status,
    handoffs.disposition,
    handoffs.rejection_reason,
    handoffs.queue_minutes,
    handoffs.response_minutes,
    handoffs.response_business_minutes,
    handoffs.feedback_business_minutes,
    handoffs.context_kept_count,
    handoffs.has_owner,
    handoffs.has_timestamp,
    handoffs.was_contacted_before,
    handoffs.has_source,
    handoffs.has_campaign,
    handoffs.has_score,
    handoffs.has_touches,
    {%- for instant in instants %}
    {{ local_date('handoffs.' ~ instant ~ '_at', 'settings.time_zone') }}
        as {{ instant }}_date,
    {%- endfor %}
    handoffs.mql_at,
    handoffs.handed_off_at,
    handoffs.contact_due_at,
    handoffs.first_contacted_at,
    handoffs.feedback_due_at,
    handoffs.disposition_at,
    handoffs.bought_after_rejection_at

from handoffs

cross join settings
