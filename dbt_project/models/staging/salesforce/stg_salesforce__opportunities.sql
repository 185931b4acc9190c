{% set casts = {
    'Amount': 'decimal',
    'Probability': 'decimal',
    'IsClosed': 'boolean',
    'IsWon': 'boolean',
    'CloseDate': 'date',
    'CreatedDate': 'instant',
    'SystemModstamp': 'instant',
} %}

with

{{ latest_versions('salesforce', 'opportunity') }},

{{ stamped_versions('CreatedDate', casts) }},

renamed as (

    select
        {{ record_ids() }},
        "AccountId" as source_account_id,
        "OwnerId" as source_user_id,
        "CampaignId" as source_campaign_id,
        "CreatedById" as created_by_id,
        "Name" as opportunity_name,
        "StageName" as stage,
        "Type" as opportunity_type,
        "ForecastCategoryName" as forecast_category,
        "LeadSource" as lead_source,
        "CurrencyIsoCode" as currency_code,
        "Loss_Reason__c" as loss_reason,
        "Competitor__c" as competitor,
        "HubSpot_Deal_ID__c" as hubspot_deal_id,
        {{ typed('Amount', casts) }} as amount,
        {{ typed('Probability', casts) }} as probability_percent,
        {{ typed('IsClosed', casts) }} as is_closed,
        {{ typed('IsWon', casts) }} as is_won,
        {{ typed('CloseDate', casts) }} as close_date,
        {{ typed('CreatedDate', casts) }} as source_created_at,
        first_created_at,
        {{ typed('SystemModstamp', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from stamped_versions

)

select * from renamed
