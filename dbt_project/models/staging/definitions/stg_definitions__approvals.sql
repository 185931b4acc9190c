{% set casts = {
    'approved_on': 'date',
} %}

with

{{ definition_rows('approvals') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        name,
        team,
        digest,
        {{ typed('approved_on', casts) }} as approved_on,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
