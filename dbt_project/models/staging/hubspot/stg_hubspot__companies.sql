{% set casts = {
    'numberofemployees': 'integer',
    'annualrevenue': 'decimal',
    'createdAt': 'instant',
    'updatedAt': 'instant',
    'archivedAt': 'instant',
} %}

with

{{ latest_versions('hubspot', 'companies') }},

{{ stamped_versions('createdAt', casts) }},

renamed as (

    select
        {{ record_ids() }},
        "hs_parent_company_id" as parent_source_account_id,
        "hubspot_owner_id" as source_user_id,
        "name" as account_name,
        "domain" as domain,
        "hs_additional_domains" as other_domains,
        "industry" as industry,
        "type" as account_type,
        "country" as country,
        "city" as city,
        "zip" as postal_code,
        "phone" as phone,
        "hs_object_source" as object_source,
        "salesforceaccountid" as salesforce_account_id,
        {{ typed('numberofemployees', casts) }} as employee_count,
        {{ typed('annualrevenue', casts) }} as revenue_amount,
        {{ typed('createdAt', casts) }} as source_created_at,
        first_created_at,
        {{ typed('updatedAt', casts) }} as source_changed_at,
        {{ record_life(typed('archivedAt', casts)) }},
        {{ failed_casts(casts) }} as _failed_casts

    from stamped_versions

)

select * from renamed
