{% set texts = [
    'person_id',
    'event',
    'source_system',
    'connection',
    'source_object',
    'record_id',
    'record_kind',
    'email_kind',
    'touch_type',
    'side',
    'outcome',
    'source_outcome',
    'source_author',
    'asset',
    'is_automatic',
    'medium',
    'campaign_type',
    'campaign_id',
    'opportunity_id',
    'claimed_field',
    'claimed_label',
    'reason',
    'owner_is_user',
    'owner_user_id',
    'acting_user_id',
] %}
{% set parts = {
    'touches': {
        'absent': [
            'claimed_field', 'claimed_label', 'reason', 'owner_is_user',
            'owner_user_id', 'score',
        ],
        'reaches_at': 'event_at',
    },
    'records': {
        'absent': [
            'touch_type', 'outcome', 'source_outcome', 'source_author', 'asset',
            'is_automatic', 'opportunity_id', 'acting_user_id', 'duration_seconds',
        ],
        'reaches_at': 'event_at',
        'owner_is_user': "case
            when event <> 'owner_changed' then null
            when owner_user_id is not null then 'true'
            else 'false'
        end",
    },
    'deals': {
        'absent': [
            'source_system', 'connection', 'source_object', 'record_kind', 'touch_type',
            'source_outcome', 'source_author', 'asset', 'is_automatic', 'medium',
            'campaign_type', 'campaign_id',
            'claimed_field', 'claimed_label', 'reason', 'owner_is_user',
            'owner_user_id', 'acting_user_id', 'score', 'duration_seconds',
        ],
        'record_id': 'opportunity_id',
        'side': "'sales'",
    },
} %}

with

touches as (

    select * from {{ ref('int_touch_events_conformed') }}

),

records as (

    select * from {{ ref('int_record_events_conformed') }}
    where event_at is not null

),

deals as (

    select * from {{ ref('int_deal_events_conformed') }}

),

unioned as (
    {% for part, spelled in parts.items() %}
    {{- "union all\n" if not loop.first }}
    select
        {%- for column in texts %}
        {{ 'cast(null as text)' if column in spelled.absent
            else spelled.get(column, column) }}
            as {{ column }},
        {%- endfor %}
        {{ 'cast(null as decimal(38, 4))' if 'score' in spelled.absent else 'score' }}
            as score,
        {{
            'cast(null as decimal(38, 4))' if 'duration_seconds' in spelled.absent
            else 'duration_seconds'
        }} as duration_seconds,
        is_internal,
        event_at,
        {{ spelled.get('reaches_at', 'reaches_at') }} as reaches_at

    from {{ part }}
    {% endfor %}
)

select * from unioned
