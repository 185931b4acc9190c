with

{{ definition_rows('conditions') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        stage,
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
