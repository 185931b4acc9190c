{% set casts = {
    'hours': 'integer',
} %}

with

{{ definition_rows('freshness_limits') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        system as source_system,
        {{ typed('hours', casts) }} as limit_hours,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
