with

{{ definition_rows('shared_mailboxes') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        local_part,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
