{% set casts = {
    'createdAt': 'instant',
    'updatedAt': 'instant',
} %}

with

{{ latest_versions('hubspot', 'marketing_emails') }},

renamed as (

    select
        {{ record_ids() }},
        "name" as mailing_name,
        "campaign" as source_campaign_id,
        "allEmailCampaignIds" as mailing_ids,
        {{ typed('createdAt', casts) }} as source_created_at,
        {{ typed('updatedAt', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
