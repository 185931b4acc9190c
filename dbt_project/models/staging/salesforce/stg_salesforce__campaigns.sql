{% set casts = {
    'BudgetedCost': 'decimal',
    'ActualCost': 'decimal',
    'StartDate': 'date',
    'EndDate': 'date',
    'CreatedDate': 'instant',
    'SystemModstamp': 'instant',
} %}

with

{{ latest_versions('salesforce', 'campaign') }},

renamed as (

    select
        {{ record_ids() }},
        "ParentId" as parent_source_campaign_id,
        "Name" as campaign_name,
        "Type" as campaign_type,
        "Status" as status,
        "CurrencyIsoCode" as currency_code,
        {{ typed('BudgetedCost', casts) }} as budget_amount,
        {{ typed('ActualCost', casts) }} as actual_amount,
        {{ typed('StartDate', casts) }} as start_date,
        {{ typed('EndDate', casts) }} as end_date,
        {{ typed('CreatedDate', casts) }} as source_created_at,
        {{ typed('SystemModstamp', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
