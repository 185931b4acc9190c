{% set casts = {
    'HasOptedOutOfEmail': 'boolean',
    'CreatedDate': 'instant',
    'SystemModstamp': 'instant',
} %}

with

{{ latest_versions('salesforce', 'contact') }},

{{ stamped_versions('CreatedDate', casts) }},

renamed as (

    select
        {{ record_ids() }},
        "AccountId" as source_account_id,
        "OwnerId" as source_user_id,
        "CreatedById" as created_by_id,
        "Email" as email,
        "Alternate_Email__c" as other_emails,
        "FirstName" as first_name,
        "LastName" as last_name,
        "Phone" as phone,
        "Title" as title,
        "MailingCountry" as country,
        "MailingCity" as city,
        "MailingPostalCode" as postal_code,
        "LeadSource" as lead_source,
        "HubSpot_Contact_ID__c" as hubspot_contact_id,
        {{ typed('HasOptedOutOfEmail', casts) }} as has_opted_out,
        {{ typed('CreatedDate', casts) }} as source_created_at,
        first_created_at,
        {{ typed('SystemModstamp', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from stamped_versions

)

select * from renamed
