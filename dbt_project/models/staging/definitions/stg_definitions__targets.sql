{% set casts = {
    'target_value': 'decimal',
} %}

with

{{ definition_rows('targets') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        metric,
        period,
        {{ typed('target_value', casts) }} as target_value,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
