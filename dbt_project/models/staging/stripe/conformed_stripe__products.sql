with

products as (

    select * from {{ ref('stg_stripe__products') }}

),

prices as (

    select * from {{ ref('stg_stripe__prices') }}

),

prices_in_order as (

    select
        prices.*,
        {{ json_text('prices.recurring', ['interval']) }} as told_unit,
        {{ safe_cast_to('integer', json_text('prices.recurring', ['interval_count'])) }}
            as billing_interval_count,
        row_number() over (
            partition by prices.connection, prices.source_product_id
            order by
                case when products.source_price_id = prices.record_id then 0 else 1 end,
                prices.source_created_at,
                prices.record_id
        ) as price_number

    from prices

    left join products
        on
            prices.connection = products.connection
            and prices.source_product_id = products.record_id

    where
        not prices.is_deleted
        and (prices.is_active or products.source_price_id = prices.record_id)

),

products_of_stripe as (

    select
        products.connection,
        products.record_id,
        products.merged_into_id,
        products.first_load_id,
        products.load_id,
        'stripe' as source_system,
        'product' as source_object,
        products.product_name,
        {{ json_text('products.metadata', ['family']) }} as family,
        case
            when prices_in_order.told_unit in ('day', 'week', 'month', 'year')
                then prices_in_order.told_unit
        end as billing_interval,
        prices_in_order.billing_interval_count,
        case
            when prices_in_order.told_unit not in ('day', 'week', 'month', 'year')
                then prices_in_order.told_unit
        end as source_billing_interval,
        upper(prices_in_order.currency_code) as currency_code,
        {{ stripe_major_units(
            'prices_in_order.unit_amount_minor', 'prices_in_order.currency_code'
        ) }} as list_price_amount,
        prices_in_order.told_unit in ('day', 'week', 'month', 'year') as is_recurring,
        products.is_active,
        products.is_deleted,
        products.deleted_at,
        products.source_created_at,
        products.source_changed_at

    from products

    left join prices_in_order
        on
            products.connection = prices_in_order.connection
            and products.record_id = prices_in_order.source_product_id
            and prices_in_order.price_number = 1

)

{{ conform('products', 'products_of_stripe') }}
