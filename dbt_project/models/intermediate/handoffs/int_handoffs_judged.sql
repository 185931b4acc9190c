with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

handoffs as (

    select * from {{ ref('int_handoffs_made') }}

),

leads as (

    select * from {{ ref('int_leads_staged') }}

),

cycle_events as (

    select * from {{ ref('int_cycle_events') }}
    where is_contacted

),

disposed as (

    select * from {{ ref('int_handoffs_disposed') }}

),

due as (

    select * from {{ ref('int_handoffs_due') }}

),

calendars as (

    select * from {{ ref('int_user_calendars_chosen') }}

),

signs as (

    select * from {{ ref('int_handoff_signs_found') }}

),

contexts as (

    select * from {{ ref('int_handoffs_contextualised') }}

),

contacts as (

    select
        handoffs.judged_by,
        handoffs.lead_id,
        true as was_contacted_before

    from handoffs

    inner join cycle_events
        on
            handoffs.judged_by = cycle_events.judged_by
            and handoffs.lead_id = cycle_events.lead_id
            and handoffs.handed_off_at > cycle_events.event_at

    group by
        handoffs.judged_by,
        handoffs.lead_id

),

signs_judged as (

    select
        signs.judged_by,
        signs.lead_id,
        {%- for sign in ['task', 'notification'] %}
        max(
            case
                when signs.sign <> '{{ sign }}' then null
                when signs.is_found then 'met'
                when settings.as_of > signs.looked_for_until then 'breached'
                else 'pending'
            end
        ) as {{ sign }}_status
        {{- "," if not loop.last }}
        {%- endfor %}

    from signs

    cross join settings

    group by
        signs.judged_by,
        signs.lead_id

),

joined as (

    select
        handoffs.judged_by,
        handoffs.lead_id,
        handoffs.person_id,
        leads.account_id,
        handoffs.owner_user_id,
        handoffs.source_system,
        handoffs.connection,
        calendars.calendar,
        handoffs.definition_version,
        coalesce(signs_judged.task_status, 'not_applicable') as task_status,
        coalesce(signs_judged.notification_status, 'not_applicable')
            as notification_status,
        coalesce(
            disposed.disposition,
            case
                when leads.closing_stage is not null or leads.lead_stage = 'idle'
                    then 'none'
                else 'pending'
            end
        ) as disposition,
        case
            when handoffs.first_contacted_at is not null then 'contacted'
            when leads.closing_stage is not null or leads.lead_stage = 'idle'
                then 'never_contacted'
            else 'pending'
        end as contact_outcome,
        case
            when disposed.disposition = 'rejected' then leads.rejection_reason
        end as rejection_reason,
        {{ whole_quotient(
            milliseconds_between('handoffs.mql_at', 'handoffs.handed_off_at'), '60000'
        ) }} as queue_minutes,
        {{ whole_quotient(
            milliseconds_between(
                'handoffs.handed_off_at', 'handoffs.first_contacted_at'
            ), '60000'
        ) }} as response_minutes,
        due.contact_business_minutes as response_business_minutes,
        due.feedback_business_minutes,
        handoffs.owner_user_id is not null as has_owner,
        contexts.has_timestamp,
        coalesce(contacts.was_contacted_before, false) as was_contacted_before,
        contexts.has_source,
        contexts.has_campaign,
        contexts.has_score,
        contexts.has_touches,
        handoffs.mql_at,
        handoffs.handed_off_at,
        due.contact_due_at,
        handoffs.first_contacted_at,
        due.feedback_due_at,
        disposed.disposition_at,
        disposed.bought_after_rejection_at,
        settings.as_of

    from handoffs

    cross join settings

    inner join leads
        on
            handoffs.judged_by = leads.judged_by
            and handoffs.lead_id = leads.lead_id

    inner join contexts
        on
            handoffs.judged_by = contexts.judged_by
            and handoffs.lead_id = contexts.lead_id

    left join calendars
        on
            coalesce(handoffs.owner_user_id, '') = calendars.user_id
            and handoffs.definition_version = calendars.definition_version

    left join due
        on
            handoffs.judged_by = due.judged_by
            and handoffs.lead_id = due.lead_id

    left join disposed
        on
            handoffs.judged_by = disposed.judged_by
            and handoffs.lead_id = disposed.lead_id

    left join contacts
        on
            handoffs.judged_by = contacts.judged_by
            and handoffs.lead_id = contacts.lead_id

    left join signs_judged
        on
            handoffs.judged_by = signs_judged.judged_by
            and handoffs.lead_id = signs_judged.lead_id

),

judged as (

    select
        joined.*,
        {{ promise_status('contact_due_at', 'first_contacted_at', 'as_of') }}
            as contact_status,
        {{ promise_status('feedback_due_at', 'disposition_at', 'as_of') }}
            as feedback_status,
        case disposition
            when 'accepted' then 'met'
            when 'rejected' then 'breached'
            when 'pending' then 'pending'
            else 'not_applicable'
        end as acceptance_status,
        cast(has_source as integer)
        + cast(has_campaign as integer)
        + cast(has_score as integer)
        + cast(has_touches as integer) as context_kept_count

    from joined

)

select * from judged
