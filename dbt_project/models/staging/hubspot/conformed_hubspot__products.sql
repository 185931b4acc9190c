with

products as (

    select * from {{ ref('stg_hubspot__products') }}

),

products_of_hubspot as (

    select
        products.*,
        'hubspot' as source_system,
        'products' as source_object,
        case products.billing_frequency
            when 'monthly' then 'month'
            when 'annually' then 'year'
        end as billing_interval,
        coalesce(products.billing_frequency, '') != '' as is_recurring,
        not products.is_deleted as is_active

    from products

)

{{ conform('products', 'products_of_hubspot', without=[
    'source_billing_interval', 'currency_code',
]) }}
