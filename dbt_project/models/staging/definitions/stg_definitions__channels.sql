{% set casts = {
    'channel_order': 'integer',
} %}

with

{{ definition_rows('channels') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        channel,
        {{ typed('channel_order', casts) }} as channel_order,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
