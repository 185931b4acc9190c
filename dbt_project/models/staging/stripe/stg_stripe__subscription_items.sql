{% set casts = {
    'quantity': 'decimal',
    'created': 'epoch_seconds',
} %}

with

{{ latest_versions('stripe', 'subscription_item') }},

renamed as (

    select
        {{ record_ids() }},
        "subscription" as source_subscription_id,
        "price" as price,
        {{ typed('quantity', casts) }} as quantity,
        {{ typed('created', casts) }} as source_created_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
