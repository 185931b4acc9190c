with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

products as (

    select * from {{ ref('int_products_unioned') }}
    where
        not is_deleted
        and billing_interval is null

),

billing_intervals as (

    select * from {{ ref('stg_definitions__billing_intervals') }}

),

unlisted as (

    select
        products.source_system,
        'billing_interval' as field,
        products.source_billing_interval as label,
        count(*) as row_count,
        'billing_intervals: (month, year or once): ' || products.source_billing_interval
            as to_add

    from products

    cross join settings

    left join billing_intervals
        on
            settings.definition_version = billing_intervals.definition_version
            and products.source_billing_interval
            = billing_intervals.source_billing_interval

    where
        {{ unless_blank('products.source_billing_interval') }} is not null
        and billing_intervals.billing_interval is null

    group by
        products.source_system,
        products.source_billing_interval

)

select * from unlisted
