with

tasks as (

    select * from {{ ref('stg_salesforce__tasks') }}

),

events as (

    select * from {{ ref('stg_salesforce__events') }}

),

users as (

    select * from {{ ref('stg_salesforce__users') }}

),

tasks_as_touches as (

    select
        tasks.*,
        'Task' as source_object,
        case tasks.task_subtype
            when 'Call' then 'call'
            when 'Email' then 'sales_email'
            else 'task'
        end as touch_type,
        case
            when tasks.task_subtype = 'Call' then tasks.call_disposition
            when tasks.task_subtype = 'Email' then tasks.outcome
            when tasks.is_closed then 'done'
            else 'open'
        end as source_outcome,
        coalesce(tasks.completed_at, tasks.source_created_at) as touched_at

    from tasks

),

events_as_touches as (

    select
        events.*,
        'Event' as source_object,
        'meeting' as touch_type,
        events.outcome as source_outcome,
        events.duration_minutes * 60 as duration_seconds,
        events.started_at as touched_at

    from events

),

activities as (
    {% for activities in ['tasks_as_touches', 'events_as_touches'] %}
    select
        connection,
        record_id,
        merged_into_id,
        first_load_id,
        load_id,
        source_object,
        who_id,
        what_id,
        source_user_id,
        created_by_id,
        subject,
        touch_type,
        source_outcome,
        duration_seconds,
        is_deleted,
        deleted_at,
        source_created_at,
        source_changed_at,
        touched_at

    from {{ activities }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

-- The beginning of an id tells of what object it is.
sales_touches as (

    select
        activities.*,
        'salesforce' as source_system,
        activities.who_id as source_person_id,
        case
            when activities.who_id like '00Q%' then 'Lead'
            when activities.who_id like '003%' then 'Contact'
        end as source_person_object,
        case when activities.what_id like '001%' then activities.what_id end as source_account_id,
        case when activities.what_id like '006%' then activities.what_id end
            as source_opportunity_id,
        'sales' as side,
        case activities.source_outcome
            when 'Connected' then 'connected'
            when 'No Answer' then 'no_answer'
            when 'Left Voicemail' then 'voicemail'
            when 'Held' then 'held'
            when 'No Show' then 'no_show'
            when 'Sent' then 'sent'
            when 'Replied' then 'replied'
            when 'done' then 'done'
            when 'open' then 'open'
        end as outcome,
        activities.subject as asset,
        users.alias = 'auto' as is_automatic

    from activities

    left join users
        on
            activities.connection = users.connection
            and activities.created_by_id = users.record_id

)

{{ conform('touches', 'sales_touches', without=['source_campaign_id', 'source_medium']) }}
