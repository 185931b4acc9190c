{% set engagements = {
    'calls': {
        'touch_type': 'call',
        'outcome': 'call_dispositions.label',
        'duration_seconds': 'calls.duration_milliseconds * 0.001',
        'is_automatic': 'false',
    },
    'meetings': {
        'touch_type': 'meeting',
        'outcome': 'meetings.outcome',
        'duration_seconds': 'null',
        'is_automatic': 'false',
    },
    'emails': {
        'touch_type': 'sales_email',
        'outcome': 'emails.direction',
        'duration_seconds': 'null',
        'is_automatic': "emails.object_source = 'AUTOMATION_PLATFORM'",
    },
    'notes': {
        'touch_type': 'note',
        'outcome': 'null',
        'duration_seconds': 'null',
        'is_automatic': 'false',
    },
    'tasks': {
        'touch_type': 'task',
        'outcome': "case tasks.status when 'COMPLETED' then 'done' else 'open' end",
        'duration_seconds': 'null',
        'is_automatic': 'false',
    },
} %}

with

calls as (

    select * from {{ ref('stg_hubspot__calls') }}

),

call_dispositions as (

    select * from {{ ref('stg_hubspot__call_dispositions') }}

),

meetings as (

    select * from {{ ref('stg_hubspot__meetings') }}

),

emails as (

    select * from {{ ref('stg_hubspot__emails') }}

),

notes as (

    select * from {{ ref('stg_hubspot__notes') }}

),

tasks as (

    select * from {{ ref('stg_hubspot__tasks') }}

),

engagements as (
    {% for engagement, how in engagements.items() %}
    select
        {{ engagement }}.connection,
        {{ engagement }}.record_id as engagement_id,
        '{{ engagement.removesuffix('s') }}' as engagement,
        {{ engagement }}.merged_into_id,
        {{ engagement }}.first_load_id,
        {{ engagement }}.load_id,
        {{ engagement }}.source_user_id,
        '{{ how.touch_type }}' as touch_type,
        {{ how.outcome }} as source_outcome,
        {{ engagement ~ '.subject' if engagement != 'notes' else 'null' }} as asset,
        {{ how.is_automatic }} as is_automatic,
        {{ how.duration_seconds }} as duration_seconds,
        {{ engagement }}.is_deleted,
        {{ engagement }}.deleted_at,
        {{ engagement }}.source_created_at,
        {{ engagement }}.source_changed_at,
        {{ engagement }}.touched_at

    from {{ engagement }}
    {% if engagement == 'calls' %}
    left join call_dispositions
        on
            calls.connection = call_dispositions.connection
            and calls.disposition = call_dispositions.record_id
    {% endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from engagements
