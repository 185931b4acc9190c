with

web_events as (

    select * from {{ ref('stg_hubspot__web_events') }}

),

web_touches as (

    select
        web_events.*,
        'hubspot' as source_system,
        'web_events' as source_object,
        'contacts' as source_person_object,
        'page_view' as touch_type,
        'marketing' as side,
        web_events.url as asset,
        web_events.utm_medium as source_medium,
        false as is_automatic,
        web_events.touched_at as source_created_at

    from web_events

    where web_events.event_type = 'e_visited_page'

)

{{ conform('touches', 'web_touches', without=[
    'source_changed_at', 'source_account_id', 'source_opportunity_id', 'source_user_id',
    'source_campaign_id', 'outcome', 'source_outcome', 'source_author', 'duration_seconds',
]) }}
