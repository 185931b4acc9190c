{% set casts = {
    'subtotal': 'decimal',
    'tax': 'decimal',
    'total': 'decimal',
    'amount_paid': 'decimal',
    'amount_remaining': 'decimal',
    'due_date': 'epoch_seconds',
    'created': 'epoch_seconds',
} %}

with

{{ latest_versions('stripe', 'invoice') }},

renamed as (

    select
        {{ record_ids() }},
        "customer" as source_customer_id,
        "subscription" as source_subscription_id,
        "number" as invoice_number,
        "status" as status,
        "currency" as currency_code,
        "metadata" as metadata,
        "status_transitions" as status_transitions,
        "total_discount_amounts" as total_discount_amounts,
        {{ typed('subtotal', casts) }} as subtotal_minor,
        {{ typed('tax', casts) }} as tax_minor,
        {{ typed('total', casts) }} as total_minor,
        {{ typed('amount_paid', casts) }} as paid_minor,
        {{ typed('amount_remaining', casts) }} as due_minor,
        {{ typed('due_date', casts) }} as due_at,
        {{ typed('created', casts) }} as source_created_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
