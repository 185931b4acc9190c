with

products as (

    select * from {{ ref('int_products_unioned') }}
    where not is_deleted

),

keyed as (

    select
        {{ record_key('products') }} as product_id,
        source_system,
        connection,
        source_object,
        record_id,
        product_name,
        family,
        billing_interval,
        currency_code,
        list_price_amount,
        coalesce(is_recurring, false) as is_recurring,
        coalesce(is_active, false) as is_active

    from products

)

select * from keyed
