{% set casts = {
    'IsActive': 'boolean',
    'CreatedDate': 'instant',
    'SystemModstamp': 'instant',
} %}

with

{{ latest_versions('salesforce', 'product2') }},

renamed as (

    select
        {{ record_ids() }},
        "Name" as product_name,
        "Family" as family,
        "Billing_Interval__c" as source_billing_interval,
        {{ typed('IsActive', casts) }} as is_active,
        {{ typed('CreatedDate', casts) }} as source_created_at,
        {{ typed('SystemModstamp', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
