{% set casts = {
    'CallDurationInSeconds': 'decimal',
    'IsClosed': 'boolean',
    'CompletedDateTime': 'instant',
    'CreatedDate': 'instant',
    'SystemModstamp': 'instant',
} %}

with

{{ latest_versions('salesforce', 'task') }},

renamed as (

    select
        {{ record_ids() }},
        "WhoId" as who_id,
        "WhatId" as what_id,
        "AccountId" as source_account_id,
        "OwnerId" as source_user_id,
        "CreatedById" as created_by_id,
        "Subject" as subject,
        "Status" as status,
        "TaskSubtype" as task_subtype,
        "CallDisposition" as call_disposition,
        "Outcome__c" as outcome_label,
        {{ typed('CallDurationInSeconds', casts) }} as duration_seconds,
        {{ typed('IsClosed', casts) }} as is_closed,
        {{ typed('CompletedDateTime', casts) }} as completed_at,
        {{ typed('CreatedDate', casts) }} as source_created_at,
        {{ typed('SystemModstamp', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
