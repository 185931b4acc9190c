{% set casts = {
    'archived': 'boolean',
    'createdAt': 'instant',
    'updatedAt': 'instant',
} %}

with

{{ latest_versions('hubspot', 'owners') }},

{{ stamped_versions('createdAt', casts) }},

renamed as (

    select
        {{ record_ids() }},
        "email" as email,
        "firstName" as first_name,
        "lastName" as last_name,
        "teams" as teams,
        {{ typed('archived', casts) }} as is_archived,
        {{ typed('createdAt', casts) }} as source_created_at,
        first_created_at,
        {{ typed('updatedAt', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from stamped_versions

)

select * from renamed
