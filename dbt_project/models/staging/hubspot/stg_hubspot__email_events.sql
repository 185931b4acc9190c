{% set casts = {
    'filteredEvent': 'boolean',
    'created': 'epoch_milliseconds',
} %}

with

{{ latest_versions('hubspot', 'email_events') }},

renamed as (

    select
        {{ record_ids() }},
        "type" as event_type,
        "recipient" as email,
        "emailCampaignId" as source_mailing_id,
        "portalSubscriptionStatus" as subscription_status,
        {{ typed('filteredEvent', casts) }} as is_filtered,
        {{ typed('created', casts) }} as touched_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
