with

tasks as (

    select * from {{ ref('stg_salesforce__tasks') }}

),

events as (

    select * from {{ ref('stg_salesforce__events') }}

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
            when tasks.task_subtype in ('Call', 'Email') then null
            when tasks.is_closed then 'done'
            else 'open'
        end as outcome,
        case tasks.task_subtype
            when 'Call' then tasks.call_disposition
            when 'Email' then tasks.outcome_label
        end as source_outcome,
        coalesce(tasks.completed_at, tasks.source_created_at) as touched_at

    from tasks

),

events_as_touches as (

    select
        events.*,
        'Event' as source_object,
        'meeting' as touch_type,
        cast(null as text) as outcome,
        events.outcome_label as source_outcome,
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
        outcome,
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

)

select * from activities
