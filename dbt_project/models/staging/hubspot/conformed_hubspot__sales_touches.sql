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

association_targets as (

    select * from {{ ref('stg_hubspot__association_targets') }}

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

),

deals as (

    select
        connection,
        association,
        source_from_id,
        min(source_to_id) as source_opportunity_id

    from association_targets

    where association like '%_deal'

    group by connection, association, source_from_id

),

sales_touches as (

    select
        engagements.*,
        'hubspot' as source_system,
        engagements.engagement || 's' as source_object,
        engagements.engagement_id
            || coalesce('|' || association_targets.source_to_id, '') as record_id,
        association_targets.source_to_id as source_person_id,
        'contacts' as source_person_object,
        deals.source_opportunity_id,
        'sales' as side,
        case engagements.source_outcome
            when 'Connected' then 'connected'
            when 'No answer' then 'no_answer'
            when 'Left voicemail' then 'voicemail'
            when 'COMPLETED' then 'held'
            when 'NO_SHOW' then 'no_show'
            when 'EMAIL' then 'sent'
            when 'INCOMING_EMAIL' then 'replied'
            when 'done' then 'done'
            when 'open' then 'open'
        end as outcome

    from engagements

    left join association_targets
        on
            engagements.connection = association_targets.connection
            and engagements.engagement_id = association_targets.source_from_id
            and association_targets.association = engagements.engagement || '_contact'

    left join deals
        on
            engagements.connection = deals.connection
            and engagements.engagement_id = deals.source_from_id
            and deals.association = engagements.engagement || '_deal'

)

{{ conform('touches', 'sales_touches', without=[
    'source_account_id', 'source_campaign_id', 'source_medium',
]) }}
