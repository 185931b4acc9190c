{% set casts = {
    'hubspotscore': 'decimal',
    'hs_email_optout': 'boolean',
    'createdAt': 'instant',
    'updatedAt': 'instant',
    'archivedAt': 'instant',
} %}

with

{{ latest_versions('hubspot', 'contacts') }},

{{ stamped_versions('createdAt', casts) }},

renamed as (

    select
        {{ record_ids() }},
        "associatedcompanyid" as source_account_id,
        "hubspot_owner_id" as source_user_id,
        "email" as email,
        "hs_additional_emails" as other_emails,
        "firstname" as first_name,
        "lastname" as last_name,
        "phone" as phone,
        "jobtitle" as title,
        "company" as company_name,
        "website" as website,
        "country" as country,
        "city" as city,
        "zip" as postal_code,
        "hs_analytics_source" as lead_source,
        "hs_lead_status" as status,
        "lifecyclestage" as lifecycle_stage,
        "rejection_reason" as rejection_reason,
        "hs_object_source" as object_source,
        "salesforceleadid" as salesforce_lead_id,
        "salesforcecontactid" as salesforce_contact_id,
        {{ typed('hubspotscore', casts) }} as score,
        {{ typed('hs_email_optout', casts) }} as has_opted_out,
        {{ typed('createdAt', casts) }} as source_created_at,
        first_created_at,
        {{ typed('updatedAt', casts) }} as source_changed_at,
        {{ record_life(typed('archivedAt', casts)) }},
        {{ failed_casts(casts) }} as _failed_casts

    from stamped_versions

)

select * from renamed
