with

products as (

    select * from {{ ref('int_products_keyed') }}

)

select
    product_id,
    source_system,
    product_name,
    family as product_family,
    billing_interval,
    billing_interval_count,
    currency_code,
    list_price_amount,
    is_recurring,
    is_active

from products
