{% set casts = {
    'timestamp': 'instant',
    'ties_after': 'integer',
} %}

with

{{ latest_versions('hubspot', 'contact_property_history') }},

renamed as (

    select
        {{ record_ids() }},
        "object_id" as source_record_id,
        "property" as property,
        "value_digest" as value_digest,
        "value" as value,
        {{ typed('timestamp', casts) }} as changed_at,
        coalesce({{ typed('ties_after', casts) }}, 0) as ties_after,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
