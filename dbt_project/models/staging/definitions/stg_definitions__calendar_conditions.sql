{% set casts = {
    'calendar_order': 'integer',
} %}

with

{{ definition_rows('calendar_conditions') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        attribute,
        operator,
        value,
        {{ typed('calendar_order', casts) }} as calendar_order,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
