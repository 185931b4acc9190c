with

{{ definition_rows('sign_conditions') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        sign,
        rule,
        attribute,
        operator,
        value,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
