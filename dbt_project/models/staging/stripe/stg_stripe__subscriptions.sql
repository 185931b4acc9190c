{% set casts = {
    'start_date': 'epoch_seconds',
    'ended_at': 'epoch_seconds',
    'canceled_at': 'epoch_seconds',
    'created': 'epoch_seconds',
} %}

with

{{ latest_versions('stripe', 'subscription') }},

renamed as (

    select
        {{ record_ids() }},
        "customer" as source_customer_id,
        "status" as status,
        "currency" as currency_code,
        "metadata" as metadata,
        {{ typed('start_date', casts) }} as started_at,
        {{ typed('ended_at', casts) }} as ended_at,
        {{ typed('canceled_at', casts) }} as cancel_requested_at,
        {{ typed('created', casts) }} as source_created_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
