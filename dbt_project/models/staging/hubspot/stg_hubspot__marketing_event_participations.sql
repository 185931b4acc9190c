{% set casts = {
    'occurredAt': 'epoch_milliseconds',
    'createdAt': 'instant',
} %}

with

{{ latest_versions('hubspot', 'marketing_event_participations') }},

renamed as (

    select
        {{ record_ids() }},
        "marketingEventId" as source_event_id,
        "contactId" as source_person_id,
        "attendanceState" as attendance_state,
        {{ typed('occurredAt', casts) }} as touched_at,
        {{ typed('createdAt', casts) }} as source_created_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
