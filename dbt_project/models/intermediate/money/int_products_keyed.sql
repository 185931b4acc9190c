with

products as (

    select
        *,
        case when coalesce(billing_interval_count, 1) >= 1 then billing_interval end
            as told_interval

    from {{ ref('int_products_unioned') }}
    where not is_deleted

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

billing_intervals as (

    select * from {{ ref('stg_definitions__billing_intervals') }}

),

keyed as (

    select
        {{ record_key('products', 'products') }} as product_id,
        products.source_system,
        products.connection,
        products.source_object,
        products.record_id,
        products.product_name,
        products.family,
        coalesce(products.told_interval, nullif(listed.billing_interval, 'once'))
            as billing_interval,
        case
            when products.told_interval is not null
                then coalesce(products.billing_interval_count, 1)
            when listed.billing_interval <> 'once' then listed.billing_interval_count
        end as billing_interval_count,
        products.currency_code,
        products.list_price_amount,
        coalesce(products.told_interval, nullif(listed.billing_interval, 'once'))
            is not null as is_recurring,
        coalesce(products.is_active, false) as is_active

    from products

    cross join settings

    left join billing_intervals as listed
        on
            settings.definition_version = listed.definition_version
            and products.source_billing_interval = listed.source_billing_interval

)

select * from keyed
