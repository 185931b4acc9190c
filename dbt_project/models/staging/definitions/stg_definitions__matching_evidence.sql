{% set casts = {
    'confidence': 'decimal',
} %}

with

{{ definition_rows('matching_evidence') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        rule,
        {{ typed('confidence', casts) }} as confidence,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
