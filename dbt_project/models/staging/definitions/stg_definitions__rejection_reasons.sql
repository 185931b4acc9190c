with

{{ definition_rows('rejection_reasons') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        reason,
        label as source_reason,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
