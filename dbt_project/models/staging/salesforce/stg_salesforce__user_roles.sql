with

{{ latest_versions('salesforce', 'user_role') }},

renamed as (

    select
        {{ record_ids() }},
        "Name" as role_name,
        "ParentRoleId" as parent_source_role_id,
        {{ record_life() }}

    from latest_versions

)

select * from renamed
