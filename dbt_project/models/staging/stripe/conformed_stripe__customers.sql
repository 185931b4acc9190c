with

customers as (

    select * from {{ ref('stg_stripe__customers') }}

),

pointers as (

    select
        customers.*,
        {{ json_text('customers.metadata', ['salesforce_account_id']) }}
            as salesforce_account_id,
        {{ json_text('customers.metadata', ['hubspot_company_id']) }}
            as hubspot_company_id

    from customers

),

customers_of_stripe as (

    select
        pointers.connection,
        pointers.record_id,
        pointers.merged_into_id,
        pointers.first_load_id,
        pointers.load_id,
        'stripe' as source_system,
        'customer' as source_object,
        pointers.email,
        pointers.customer_name,
        pointers.phone,
        {{ json_text('pointers.address', ['country']) }} as country,
        {{ json_text('pointers.address', ['city']) }} as city,
        {{ json_text('pointers.address', ['postal_code']) }} as postal_code,
        upper(pointers.currency_code) as currency_code,
        {{ synced([
            ('salesforce', 'pointers.salesforce_account_id'),
            ('hubspot', 'pointers.hubspot_company_id'),
        ]) }} as synced_record_ids,
        pointers.is_delinquent,
        pointers.is_deleted,
        pointers.deleted_at,
        pointers.source_created_at,
        pointers.first_created_at

    from pointers

)

{{ conform('customers', 'customers_of_stripe', without=['source_changed_at']) }}
