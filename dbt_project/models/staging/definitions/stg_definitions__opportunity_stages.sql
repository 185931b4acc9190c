{% set casts = {
    'stage_order': 'integer',
} %}

with

{{ definition_rows('opportunity_stages') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        opportunity_stage,
        outcome,
        forecast_category,
        {{ typed('stage_order', casts) }} as stage_order,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
