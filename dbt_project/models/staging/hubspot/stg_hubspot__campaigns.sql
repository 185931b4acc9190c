{% set casts = {
    'hs_budget_items_sum_amount': 'decimal',
    'hs_spend_items_sum_amount': 'decimal',
    'hs_start_date': 'date',
    'hs_end_date': 'date',
    'createdAt': 'instant',
    'updatedAt': 'instant',
} %}

with

{{ latest_versions('hubspot', 'campaigns') }},

renamed as (

    select
        {{ record_ids() }},
        "hs_name" as campaign_name,
        "hs_campaign_status" as status,
        "hs_currency_code" as currency_code,
        {{ typed('hs_budget_items_sum_amount', casts) }} as budget_amount,
        {{ typed('hs_spend_items_sum_amount', casts) }} as actual_amount,
        {{ typed('hs_start_date', casts) }} as start_date,
        {{ typed('hs_end_date', casts) }} as end_date,
        {{ typed('createdAt', casts) }} as source_created_at,
        {{ typed('updatedAt', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
