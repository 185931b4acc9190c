{% set casts = {
    'startDateTime': 'instant',
    'createdAt': 'instant',
    'updatedAt': 'instant',
} %}

with

{{ latest_versions('hubspot', 'marketing_events') }},

renamed as (

    select
        {{ record_ids() }},
        "eventName" as event_name,
        "eventType" as event_type,
        {{ typed('startDateTime', casts) }} as started_at,
        {{ typed('createdAt', casts) }} as source_created_at,
        {{ typed('updatedAt', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
