{% set casts = {
    'Amount': 'decimal',
    'Probability': 'decimal',
    'CloseDate': 'date',
    'CreatedDate': 'instant',
} %}

with

{{ latest_versions('salesforce', 'opportunity_history') }},

renamed as (

    select
        {{ record_ids() }},
        "OpportunityId" as source_opportunity_id,
        "StageName" as stage,
        "ForecastCategory" as forecast_category,
        {{ typed('Amount', casts) }} as amount,
        {{ typed('Probability', casts) }} as probability_percent,
        {{ typed('CloseDate', casts) }} as close_date,
        {{ typed('CreatedDate', casts) }} as changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
