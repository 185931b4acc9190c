with

attendances as (

    select * from {{ ref('stg_webinars__attendances') }}

),

touches_of_webinars as (

    select
        attendances.*,
        'webinars' as source_system,
        'attendances' as source_object,
        'registrants' as source_person_object,
        'event_attended' as touch_type,
        'marketing' as side,
        attendances.webinar_name as asset,
        attendances.attended_minutes * 60 as duration_seconds

    from attendances

)

{{ conform('touches', 'touches_of_webinars', without=[
    'source_account_id', 'source_opportunity_id', 'source_user_id', 'source_campaign_id',
    'outcome', 'source_outcome', 'source_author', 'source_medium', 'is_automatic',
]) }}
