{% set casts = {
    'minutes': 'decimal',
    'joined_at': 'instant',
    'created_at': 'instant',
    'updated_at': 'instant',
} %}

with

{{ latest_versions('webinars', 'attendance') }},

renamed as (

    select
        {{ record_ids() }},
        "registrant_id" as source_person_id,
        "webinar" as webinar_name,
        {{ typed('minutes', casts) }} as attended_minutes,
        {{ typed('joined_at', casts) }} as touched_at,
        {{ typed('created_at', casts) }} as source_created_at,
        {{ typed('updated_at', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
