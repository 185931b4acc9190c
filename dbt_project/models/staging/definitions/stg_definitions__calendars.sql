{% set casts = {
    'calendar_order': 'integer',
} %}

with

{{ definition_rows('calendars') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        calendar,
        time_zone,
        {{ typed('calendar_order', casts) }} as calendar_order,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
