{% set casts = {
    'activity_order': 'integer',
    'points': 'integer',
    'at_most': 'integer',
} %}

with

{{ definition_rows('activities') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        activity,
        event,
        {{ typed('activity_order', casts) }} as activity_order,
        {{ typed('points', casts) }} as points,
        {{ typed('at_most', casts) }} as at_most,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
