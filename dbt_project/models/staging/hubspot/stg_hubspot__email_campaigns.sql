with

{{ latest_versions('hubspot', 'email_campaigns') }},

renamed as (

    select
        {{ record_ids() }},
        "contentId" as source_marketing_email_id,
        "name" as mailing_name,
        "subject" as subject,
        {{ record_life() }}

    from latest_versions

)

select * from renamed
