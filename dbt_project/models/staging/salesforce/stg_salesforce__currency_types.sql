{% set casts = {
    'ConversionRate': 'rate',
    'IsActive': 'boolean',
    'IsCorporate': 'boolean',
    'CreatedDate': 'instant',
    'SystemModstamp': 'instant',
} %}

with

{{ latest_versions('salesforce', 'currency_type') }},

renamed as (

    select
        {{ record_ids() }},
        "IsoCode" as currency_code,
        {{ typed('ConversionRate', casts) }} as units_per_base,
        {{ typed('IsActive', casts) }} as is_active,
        {{ typed('IsCorporate', casts) }} as is_corporate,
        {{ typed('CreatedDate', casts) }} as source_created_at,
        {{ typed('SystemModstamp', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
