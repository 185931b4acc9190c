{% set casts = {
    'createdAt': 'instant',
    'updatedAt': 'instant',
    'archivedAt': 'instant',
} %}

with

{{ latest_versions('hubspot', 'forms') }},

renamed as (

    select
        {{ record_ids() }},
        "name" as form_name,
        {{ typed('createdAt', casts) }} as source_created_at,
        {{ typed('updatedAt', casts) }} as source_changed_at,
        {{ record_life(typed('archivedAt', casts)) }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
