with

{{ definition_rows('opportunity_types') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        opportunity_type,
        label as source_type,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
