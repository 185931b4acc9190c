{% set casts = {
    'rank': 'integer',
} %}

with

{{ definition_rows('survivorship') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        entity,
        field,
        system as source_system,
        {{ typed('rank', casts) }} as system_rank,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
