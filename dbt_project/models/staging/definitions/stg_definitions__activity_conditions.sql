{% set casts = {
    'activity_order': 'integer',
} %}

with

{{ definition_rows('activity_conditions') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        attribute,
        operator,
        value,
        {{ typed('activity_order', casts) }} as activity_order,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
