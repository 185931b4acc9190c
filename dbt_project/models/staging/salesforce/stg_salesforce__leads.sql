{% set casts = {
    'HasOptedOutOfEmail': 'boolean',
    'IsConverted': 'boolean',
    'ConvertedDate': 'date',
    'CreatedDate': 'instant',
    'SystemModstamp': 'instant',
} %}

with

{{ latest_versions('salesforce', 'lead') }},

{{ stamped_versions('CreatedDate', casts) }},

renamed as (

    select
        {{ record_ids() }},
        "OwnerId" as source_user_id,
        "ConvertedContactId" as converted_person_id,
        "ConvertedAccountId" as converted_account_id,
        "ConvertedOpportunityId" as converted_opportunity_id,
        "CreatedById" as created_by_id,
        "Email" as email,
        "Alternate_Email__c" as other_emails,
        "FirstName" as first_name,
        "LastName" as last_name,
        "Phone" as phone,
        "Title" as title,
        "Company" as company_name,
        "Website" as website,
        "Country" as country,
        "City" as city,
        "PostalCode" as postal_code,
        "LeadSource" as lead_source,
        "Status" as status,
        "Rejection_Reason__c" as rejection_reason,
        "HubSpot_Contact_ID__c" as hubspot_contact_id,
        {{ typed('HasOptedOutOfEmail', casts) }} as has_opted_out,
        {{ typed('IsConverted', casts) }} as is_converted,
        {{ typed('ConvertedDate', casts) }} as converted_date,
        {{ typed('CreatedDate', casts) }} as source_created_at,
        first_created_at,
        {{ typed('SystemModstamp', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from stamped_versions

)

select * from renamed
