with

{{ definition_rows('criteria') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        stage,
        rule,
        event,
        says,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
