{% set casts = {
    'created_at': 'instant',
    'updated_at': 'instant',
} %}

with

{{ latest_versions('webinars', 'registrant') }},

{{ stamped_versions('created_at', casts) }},

renamed as (

    select
        {{ record_ids() }},
        "email" as email,
        "first_name" as first_name,
        "last_name" as last_name,
        "company" as company_name,
        "country" as country,
        {{ typed('created_at', casts) }} as source_created_at,
        {{ typed('updated_at', casts) }} as source_changed_at,
        first_created_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from stamped_versions

)

select * from renamed
