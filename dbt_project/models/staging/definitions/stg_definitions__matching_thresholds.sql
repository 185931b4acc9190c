{% set casts = {
    'link_at': 'decimal',
    'review_at': 'decimal',
} %}

with

{{ definition_rows('matching_thresholds') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        entity,
        {{ typed('link_at', casts) }} as link_at,
        {{ typed('review_at', casts) }} as review_at,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
