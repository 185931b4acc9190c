{% set casts = {
    'ConversionRate': 'rate',
    'StartDate': 'date',
    'NextStartDate': 'date',
    'CreatedDate': 'instant',
    'SystemModstamp': 'instant',
} %}

with

{{ latest_versions('salesforce', 'dated_conversion_rate') }},

renamed as (

    select
        {{ record_ids() }},
        "IsoCode" as currency_code,
        {{ typed('ConversionRate', casts) }} as units_per_base,
        {{ typed('StartDate', casts) }} as valid_from_date,
        {{ typed('NextStartDate', casts) }} as valid_to_date,
        {{ typed('CreatedDate', casts) }} as source_created_at,
        {{ typed('SystemModstamp', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
