{% set casts = {
    'price': 'decimal',
    'createdAt': 'instant',
    'updatedAt': 'instant',
    'archivedAt': 'instant',
} %}

with

{{ latest_versions('hubspot', 'products') }},

renamed as (

    select
        {{ record_ids() }},
        "name" as product_name,
        "hs_product_type" as family,
        "recurringbillingfrequency" as billing_frequency,
        {{ typed('price', casts) }} as list_price_amount,
        {{ typed('createdAt', casts) }} as source_created_at,
        {{ typed('updatedAt', casts) }} as source_changed_at,
        {{ record_life(typed('archivedAt', casts)) }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
