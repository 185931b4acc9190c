{% set casts = {
    'quantity': 'decimal',
    'amount': 'decimal',
    'proration': 'boolean',
} %}

with

{{ latest_versions('stripe', 'invoice_line_item') }},

renamed as (

    select
        {{ record_ids() }},
        "invoice" as source_invoice_id,
        "subscription" as source_subscription_id,
        "description" as description,
        "currency" as currency_code,
        "price" as price,
        "period" as period,
        {{ typed('quantity', casts) }} as quantity,
        {{ typed('amount', casts) }} as amount_minor,
        {{ typed('proration', casts) }} as is_proration,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
