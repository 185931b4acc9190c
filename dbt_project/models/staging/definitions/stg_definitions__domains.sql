with

{{ definition_rows('domains') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        kind,
        pattern,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
