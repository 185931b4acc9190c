{% set engagements = {
    'calls': {
        'touch_type': 'call',
        'source_outcome': 'coalesce(call_dispositions.label, calls.disposition)',
        'duration_seconds': 'calls.duration_milliseconds * 0.001',
    },
    'meetings': {
        'touch_type': 'meeting',
        'source_outcome': 'meetings.outcome',
    },
    'emails': {
        'touch_type': 'sales_email',
        'outcome': "case emails.direction
            when 'INCOMING_EMAIL' then 'replied' else 'sent'
        end",
    },
    'notes': {
        'touch_type': 'note',
    },
    'tasks': {
        'touch_type': 'task',
        'outcome': "case tasks.status when 'COMPLETED' then 'done' else 'open' end",
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
        {{ how.get('outcome', 'cast(null as text)') }} as outcome,
        {{ how.get('source_outcome', 'cast(null as text)') }} as source_outcome,
        {{ engagement }}.object_source as source_author,
        {{ engagement ~ '.subject' if engagement != 'notes' else 'null' }} as asset,
        {{ how.get('duration_seconds', 'null') }} as duration_seconds,
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
