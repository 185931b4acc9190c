{% set casts = {
    'Quantity': 'decimal',
    'UnitPrice': 'decimal',
    'TotalPrice': 'decimal',
    'CreatedDate': 'instant',
    'SystemModstamp': 'instant',
} %}

with

{{ latest_versions('salesforce', 'opportunity_line_item') }},

renamed as (

    select
        {{ record_ids() }},
        "OpportunityId" as source_opportunity_id,
        "Product2Id" as source_product_id,
        "CurrencyIsoCode" as currency_code,
        {{ typed('Quantity', casts) }} as quantity,
        {{ typed('UnitPrice', casts) }} as unit_price_amount,
        {{ typed('TotalPrice', casts) }} as amount,
        {{ typed('CreatedDate', casts) }} as source_created_at,
        {{ typed('SystemModstamp', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
