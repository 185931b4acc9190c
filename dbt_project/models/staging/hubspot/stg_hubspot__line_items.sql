{% set casts = {
    'quantity': 'decimal',
    'price': 'decimal',
    'amount': 'decimal',
    'createdAt': 'instant',
    'updatedAt': 'instant',
    'archivedAt': 'instant',
} %}

with

{{ latest_versions('hubspot', 'line_items') }},

renamed as (

    select
        {{ record_ids() }},
        "hs_product_id" as source_product_id,
        "name" as line_name,
        "hs_line_item_currency_code" as currency_code,
        {{ typed('quantity', casts) }} as quantity,
        {{ typed('price', casts) }} as unit_price_amount,
        {{ typed('amount', casts) }} as amount,
        {{ typed('createdAt', casts) }} as source_created_at,
        {{ typed('updatedAt', casts) }} as source_changed_at,
        {{ record_life(typed('archivedAt', casts)) }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
