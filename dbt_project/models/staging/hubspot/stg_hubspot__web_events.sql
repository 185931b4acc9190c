{% set casts = {
    'occurredAt': 'instant',
} %}

with

{{ latest_versions('hubspot', 'web_events') }},

renamed as (

    select
        {{ record_ids() }},
        "eventType" as event_type,
        "objectType" as object_type,
        "objectId" as source_person_id,
        "hs_url" as url,
        "hs_utm_medium" as utm_medium,
        "hs_utm_campaign" as utm_campaign,
        {{ typed('occurredAt', casts) }} as touched_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
