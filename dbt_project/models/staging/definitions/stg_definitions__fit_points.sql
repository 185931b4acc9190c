{% set casts = {
    'fit_order': 'integer',
    'points': 'integer',
} %}

with

{{ definition_rows('fit_points') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        says,
        {{ typed('fit_order', casts) }} as fit_order,
        {{ typed('points', casts) }} as points,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
