with

{{ definition_rows('signs') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        sign,
        rule,
        event,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
