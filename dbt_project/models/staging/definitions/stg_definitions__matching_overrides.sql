{% set casts = {
    'decided_on': 'date',
} %}

with

{{ latest_versions('definitions', 'matching_overrides') }},

renamed as (

    select
        _record_id as record_id,
        _load_id as load_id,
        entity,
        record as record_name,
        other_record as other_record_name,
        decision,
        decided_by,
        why,
        {{ typed('decided_on', casts) }} as decided_on,
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

    where _op = 'upsert'

)

select * from renamed
