{% set casts = {
    'unit_amount': 'decimal',
    'active': 'boolean',
    'created': 'epoch_seconds',
} %}

with

{{ latest_versions('stripe', 'price') }},

renamed as (

    select
        {{ record_ids() }},
        "product" as source_product_id,
        "currency" as currency_code,
        "recurring" as recurring,
        {{ typed('unit_amount', casts) }} as unit_amount_minor,
        {{ typed('active', casts) }} as is_active,
        {{ typed('created', casts) }} as source_created_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
