{% set casts = {
    'amount': 'decimal',
    'created': 'epoch_seconds',
} %}

with

{{ latest_versions('stripe', 'credit_note') }},

renamed as (

    select
        {{ record_ids() }},
        "customer" as source_customer_id,
        "invoice" as source_invoice_id,
        cast(null as text) as source_balance_transaction_id,
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
