with

{{ latest_versions('hubspot', 'call_dispositions') }},

renamed as (

    select
        {{ record_ids() }},
        "label" as label,
        {{ record_life() }}

    from latest_versions

)

select * from renamed
