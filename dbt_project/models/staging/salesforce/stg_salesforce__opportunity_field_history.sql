{% set casts = {
    'CreatedDate': 'instant',
} %}

with

{{ latest_versions('salesforce', 'opportunity_field_history') }},

renamed as (

    select
        {{ record_ids() }},
        "OpportunityId" as source_opportunity_id,
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
