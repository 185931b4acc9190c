{% set casts = {
    'CreatedDate': 'instant',
} %}

with

{{ latest_versions('salesforce', 'lead_history') }},

renamed as (

    select
        {{ record_ids() }},
        "LeadId" as source_person_id,
        "Field" as field,
        "DataType" as value_type,
        {{ json_text('"OldValue"') }} as old_value,
        {{ json_text('"NewValue"') }} as new_value,
        {{ typed('CreatedDate', casts) }} as changed_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
