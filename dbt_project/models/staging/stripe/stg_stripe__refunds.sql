{% set casts = {
    'amount': 'decimal',
    'created': 'epoch_seconds',
} %}

with

{{ latest_versions('stripe', 'refund') }},

renamed as (

    select
        {{ record_ids() }},
        "charge" as source_payment_id,
        "balance_transaction" as source_balance_transaction_id,
        "status" as status,
        "currency" as currency_code,
        "reason" as reason,
        {{ typed('amount', casts) }} as amount_minor,
        {{ typed('created', casts) }} as source_created_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
