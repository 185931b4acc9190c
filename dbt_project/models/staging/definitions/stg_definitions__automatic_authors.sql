with

{{ definition_rows('automatic_authors') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        system as source_system,
        author as source_author,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
