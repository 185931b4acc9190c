{% set casts = {
    'm': 'rate',
    'u': 'rate',
} %}

with

{{ latest_versions('definitions', 'matching_weights') }},

renamed as (

    select
        _record_id as record_id,
        entity,
        comparison,
        level,
        {{ typed('m', casts) }} as m,
        {{ typed('u', casts) }} as u,
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

    where _op = 'upsert'

)

select * from renamed
