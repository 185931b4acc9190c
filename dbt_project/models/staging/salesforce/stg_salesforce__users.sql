{% set casts = {
    'IsActive': 'boolean',
    'CreatedDate': 'instant',
    'SystemModstamp': 'instant',
} %}

with

{{ latest_versions('salesforce', 'user') }},

{{ stamped_versions('CreatedDate', casts) }},

renamed as (

    select
        {{ record_ids() }},
        "FirstName" as first_name,
        "LastName" as last_name,
        "Email" as email,
        "Alias" as alias,
        "Title" as title,
        "Department" as department,
        "ManagerId" as manager_source_user_id,
        "UserRoleId" as source_role_id,
        "UserType" as user_type,
        "TimeZoneSidKey" as time_zone,
        {{ typed('IsActive', casts) }} as is_active,
        {{ typed('CreatedDate', casts) }} as source_created_at,
        first_created_at,
        {{ typed('SystemModstamp', casts) }} as source_changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from stamped_versions

)

select * from renamed
