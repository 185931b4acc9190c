{% set casts = {
    'delinquent': 'boolean',
    'created': 'epoch_seconds',
} %}

with

{{ latest_versions('stripe', 'customer') }},

{{ stamped_versions('created', casts) }},

renamed as (

    select
        {{ record_ids() }},
        "email" as email,
        "name" as customer_name,
        "phone" as phone,
        "address" as address,
        "metadata" as metadata,
        "currency" as currency_code,
        {{ typed('delinquent', casts) }} as is_delinquent,
        {{ typed('created', casts) }} as source_created_at,
        first_created_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from stamped_versions

)

select * from renamed
