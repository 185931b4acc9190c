{% set casts = {
    'calendar_order': 'integer',
    'holiday': 'date',
} %}

with

{{ definition_rows('holidays') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        {{ typed('calendar_order', casts) }} as calendar_order,
        {{ typed('holiday', casts) }} as holiday,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
