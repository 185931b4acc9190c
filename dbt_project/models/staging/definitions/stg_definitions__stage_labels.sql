with

{{ definition_rows('stage_labels') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        system as source_system,
        pipeline,
        label as source_stage,
        opportunity_stage,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
