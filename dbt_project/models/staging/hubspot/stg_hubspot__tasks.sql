{% set casts = {
    'hs_timestamp': 'instant',
    'createdAt': 'instant',
    'updatedAt': 'instant',
    'archivedAt': 'instant',
} %}

with

{{ latest_versions('hubspot', 'tasks') }},

renamed as (

    select
        {{ record_ids() }},
        "hubspot_owner_id" as source_user_id,
        "hs_object_source" as object_source,
        "hs_task_subject" as subject,
        "hs_task_status" as status,
        {{ typed('hs_timestamp', casts) }} as touched_at,
        {{ typed('createdAt', casts) }} as source_created_at,
        {{ typed('updatedAt', casts) }} as source_changed_at,
        {{ record_life(typed('archivedAt', casts)) }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
