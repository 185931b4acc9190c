{% set casts = {
    'amount': 'decimal',
    'created': 'epoch_seconds',
} %}

with

{{ latest_versions('stripe', 'charge') }},

renamed as (

    select
        {{ record_ids() }},
        "customer" as source_customer_id,
        "invoice" as source_invoice_id,
        "balance_transaction" as source_balance_transaction_id,
        "status" as status,
        "currency" as currency_code,
        "failure_code" as reason,
        {{ typed('amount', casts) }} as amount_minor,
        {{ typed('created', casts) }} as source_created_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
