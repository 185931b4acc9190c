{% set casts = {
    'HasResponded': 'boolean',
    'FirstRespondedDate': 'date',
    'CreatedDate': 'instant',
    'SystemModstamp': 'instant',
} %}

with

{{ latest_versions('salesforce', 'campaign_member') }},

renamed as (

    select
        {{ record_ids() }},
        "CampaignId" as source_campaign_id,
        "LeadId" as lead_id,
        "ContactId" as contact_id,
        "Status" as status,
        {{ typed('HasResponded', casts) }} as has_responded,
        {{ typed('FirstRespondedDate', casts) }} as first_responded_date,
        {{ typed('CreatedDate', casts) }} as source_created_at,
        {{ typed('SystemModstamp', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
