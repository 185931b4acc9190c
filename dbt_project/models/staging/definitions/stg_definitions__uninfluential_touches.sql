with

{{ definition_rows('uninfluential_touches') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        touch_type,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
