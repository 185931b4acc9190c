with

products as (

    select * from {{ ref('stg_salesforce__products') }}

),

products_of_salesforce as (

    select
        products.connection,
        products.record_id,
        products.merged_into_id,
        products.first_load_id,
        products.load_id,
        'salesforce' as source_system,
        'Product2' as source_object,
        products.product_name,
        products.family,
        products.source_billing_interval,
        false as is_recurring,
        coalesce(products.is_active, false) as is_active,
        products.is_deleted,
        products.deleted_at,
        products.source_created_at,
        products.source_changed_at

    from products

)

{{ conform('products', 'products_of_salesforce', without=[
    'billing_interval', 'billing_interval_count', 'currency_code', 'list_price_amount',
]) }}
