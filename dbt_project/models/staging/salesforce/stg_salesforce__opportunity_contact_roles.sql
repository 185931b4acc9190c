{% set casts = {
    'IsPrimary': 'boolean',
    'CreatedDate': 'instant',
    'SystemModstamp': 'instant',
} %}

with

{{ latest_versions('salesforce', 'opportunity_contact_role') }},

renamed as (

    select
        {{ record_ids() }},
        "OpportunityId" as source_opportunity_id,
        "ContactId" as source_person_id,
        "Role" as role,
        {{ typed('IsPrimary', casts) }} as is_primary,
        {{ typed('CreatedDate', casts) }} as source_created_at,
        {{ typed('SystemModstamp', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
