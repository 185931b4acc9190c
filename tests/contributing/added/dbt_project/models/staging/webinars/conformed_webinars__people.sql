with

registrants as (

    select * from {{ ref('stg_webinars__registrants') }}

),

people_of_webinars as (

    select
        registrants.*,
        'webinars' as source_system,
        'registrants' as source_object,
        'contact' as record_kind

    from registrants

)

{{ conform('people', 'people_of_webinars', without=[
    'other_emails', 'phone', 'title', 'website', 'city', 'postal_code', 'source_account_id',
    'source_user_id', 'lead_source', 'source_campaign_id', 'status', 'lifecycle_stage',
    'rejection_reason', 'converted_person_id', 'converted_account_id',
    'converted_opportunity_id', 'synced_record_ids', 'score', 'has_opted_out', 'is_converted',
    'entered_by', 'converted_at',
]) }}
