{% set casts = {
    'opens': 'boolean',
    'closes': 'boolean',
} %}

with

{{ definition_rows('cycle_stages') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        stage,
        {{ typed('opens', casts) }} as opens,
        {{ typed('closes', casts) }} as closes,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
