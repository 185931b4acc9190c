{% set casts = {
    'NumberOfEmployees': 'integer',
    'AnnualRevenue': 'decimal',
    'CreatedDate': 'instant',
    'SystemModstamp': 'instant',
} %}

with

{{ latest_versions('salesforce', 'account') }},

{{ stamped_versions('CreatedDate', casts) }},

renamed as (

    select
        {{ record_ids() }},
        "ParentId" as parent_source_account_id,
        "OwnerId" as source_user_id,
        "CreatedById" as created_by_id,
        "Name" as account_name,
        "Website" as domain,
        "Industry" as industry,
        "Type" as account_type,
        "BillingCountry" as country,
        "BillingCity" as city,
        "BillingPostalCode" as postal_code,
        "Phone" as phone,
        "HubSpot_Company_ID__c" as hubspot_company_id,
        {{ typed('NumberOfEmployees', casts) }} as employee_count,
        {{ typed('AnnualRevenue', casts) }} as revenue_amount,
        {{ typed('CreatedDate', casts) }} as source_created_at,
        first_created_at,
        {{ typed('SystemModstamp', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from stamped_versions

)

select * from renamed
