with

customers as (

    select * from {{ ref('stg_stripe__customers') }}

),

people_of_stripe as (

    select
        customers.connection,
        customers.record_id,
        customers.merged_into_id,
        customers.first_load_id,
        customers.load_id,
        'stripe' as source_system,
        'customer' as source_object,
        'customer' as record_kind,
        customers.email,
        customers.phone,
        customers.customer_name as company_name,
        {{ json_text('customers.address', ['country']) }} as country,
        {{ json_text('customers.address', ['city']) }} as city,
        {{ json_text('customers.address', ['postal_code']) }} as postal_code,
        customers.record_id as source_account_id,
        customers.is_deleted,
        customers.deleted_at,
        customers.source_created_at,
        customers.first_created_at

    from customers

)

{{ conform('people', 'people_of_stripe', without=[
    'source_changed_at', 'other_emails', 'first_name', 'last_name', 'title', 'website',
    'source_user_id', 'lead_source', 'source_campaign_id', 'status', 'lifecycle_stage',
    'rejection_reason', 'converted_person_id', 'converted_account_id',
    'converted_opportunity_id', 'synced_record_ids', 'score', 'has_opted_out', 'is_converted',
    'entered_by', 'converted_at',
]) }}
