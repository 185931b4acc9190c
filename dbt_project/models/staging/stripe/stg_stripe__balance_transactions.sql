{% set casts = {
    'fee': 'decimal',
} %}

with

{{ latest_versions('stripe', 'balance_transaction') }},

renamed as (

    select
        {{ record_ids() }},
        "source" as source_movement_id,
        "currency" as currency_code,
        {{ typed('fee', casts) }} as fee_minor,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
