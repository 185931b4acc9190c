with

{{ definition_rows('outcomes') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        system as source_system,
        touch_type,
        label as source_outcome,
        outcome,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
