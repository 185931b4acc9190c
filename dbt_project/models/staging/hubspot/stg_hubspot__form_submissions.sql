{% set casts = {
    'submittedAt': 'epoch_milliseconds',
} %}

with

{{ latest_versions('hubspot', 'form_submissions') }},

renamed as (

    select
        {{ record_ids() }},
        "form_id" as source_form_id,
        "email" as email,
        "pageUrl" as page_url,
        {{ typed('submittedAt', casts) }} as touched_at,
        {{ record_life() }},
        {{ failed_casts(casts) }} as _failed_casts

    from latest_versions

)

select * from renamed
