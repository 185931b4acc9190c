{% set casts = {
    'calendar_order': 'integer',
    'iso_weekday': 'integer',
} %}

with

{{ definition_rows('working_hours') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        {{ typed('calendar_order', casts) }} as calendar_order,
        {{ typed('iso_weekday', casts) }} as iso_weekday,
        {{ minute_of_day('starts') }} as starts_minute,
        {{ minute_of_day('ends') }} as ends_minute,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
