with

{{ definition_rows('unnamed_currencies') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        system as source_system,
        currency_code,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
