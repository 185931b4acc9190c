{% set casts = {
    'DurationInMinutes': 'decimal',
    'StartDateTime': 'instant',
    'CreatedDate': 'instant',
    'SystemModstamp': 'instant',
} %}

with

{{ latest_versions('salesforce', 'event') }},

renamed as (

    select
        {{ record_ids() }},
        "WhoId" as who_id,
        "WhatId" as what_id,
        "AccountId" as source_account_id,
        "OwnerId" as source_user_id,
        "CreatedById" as created_by_id,
        "Subject" as subject,
        "Outcome__c" as outcome_label,
        {{ typed('DurationInMinutes', casts) }} as duration_minutes,
        {{ typed('StartDateTime', casts) }} as started_at,
        {{ typed('CreatedDate', casts) }} as source_created_at,
        {{ typed('SystemModstamp', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
