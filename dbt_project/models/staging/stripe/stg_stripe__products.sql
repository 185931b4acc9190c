{% set casts = {
    'active': 'boolean',
    'created': 'epoch_seconds',
    'updated': 'epoch_seconds',
} %}

with

{{ latest_versions('stripe', 'product') }},

renamed as (

    select
        {{ record_ids() }},
        "name" as product_name,
        "metadata" as metadata,
        "default_price" as source_price_id,
        {{ typed('active', casts) }} as is_active,
        {{ typed('created', casts) }} as source_created_at,
        {{ typed('updated', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
