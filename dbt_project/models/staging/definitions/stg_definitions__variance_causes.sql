{% set casts = {
    'cause_order': 'integer',
} %}

with

{{ definition_rows('variance_causes') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        cause,
        {{ typed('cause_order', casts) }} as cause_order,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
