{% set casts = {
    'fit_order': 'integer',
} %}

with

{{ definition_rows('fit_conditions') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        attribute,
        operator,
        value,
        {{ typed('fit_order', casts) }} as fit_order,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
