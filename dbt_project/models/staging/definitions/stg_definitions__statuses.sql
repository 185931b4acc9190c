with

{{ definition_rows('statuses') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        system as source_system,
        field,
        label as source_status,
        means,
        claims,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
