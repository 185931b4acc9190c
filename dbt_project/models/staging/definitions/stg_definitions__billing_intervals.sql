with

{{ definition_rows('billing_intervals') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        label as source_billing_interval,
        billing_interval,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
