{% set casts = {
    'amount': 'decimal',
    'hs_arr': 'decimal',
    'hs_deal_stage_probability': 'rate',
    'hs_is_closed': 'boolean',
    'hs_is_closed_won': 'boolean',
    'closedate': 'instant',
    'createdAt': 'instant',
    'updatedAt': 'instant',
    'archivedAt': 'instant',
} %}

with

{{ latest_versions('hubspot', 'deals') }},

{{ stamped_versions('createdAt', casts) }},

renamed as (

    select
        {{ record_ids() }},
        "hs_primary_associated_company" as primary_account_id,
        "hubspot_owner_id" as source_user_id,
        "hs_campaign" as source_campaign_id,
        "dealname" as opportunity_name,
        "dealtype" as opportunity_type,
        "pipeline" as pipeline,
        "dealstage" as stage,
        "hs_manual_forecast_category" as forecast_category,
        "hs_analytics_source" as lead_source,
        "closed_lost_reason" as loss_reason,
        "competitor" as competitor,
        "deal_currency_code" as currency_code,
        "hs_object_source" as object_source,
        "hs_salesforceopportunityid" as salesforce_opportunity_id,
        {{ typed('amount', casts) }} as amount,
        {{ typed('hs_arr', casts) }} as recurring_amount,
        {{ typed('hs_deal_stage_probability', casts) }} as probability,
        {{ typed('hs_is_closed', casts) }} as is_closed,
        {{ typed('hs_is_closed_won', casts) }} as is_won,
        {{ typed('closedate', casts) }} as close_at,
        {{ typed('createdAt', casts) }} as source_created_at,
        first_created_at,
        {{ typed('updatedAt', casts) }} as source_changed_at,
        {{ record_life(typed('archivedAt', casts)) }},
        {{ failed_casts(casts) }} as _failed_casts

    from stamped_versions

)

select * from renamed
