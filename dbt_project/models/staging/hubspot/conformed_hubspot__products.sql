with

products as (

    select * from {{ ref('stg_hubspot__products') }}

),

intervals as (

    select
        products.*,
        case
            when products.billing_frequency in ('weekly', 'biweekly') then 'week'
            when
                products.billing_frequency in ('monthly', 'quarterly', 'per_six_months')
                then 'month'
            when
                products.billing_frequency in (
                    'annually', 'per_two_years', 'per_three_years', 'per_four_years',
                    'per_five_years'
                )
                then 'year'
        end as billing_interval,
        case products.billing_frequency
            when 'biweekly' then 2
            when 'quarterly' then 3
            when 'per_six_months' then 6
            when 'per_two_years' then 2
            when 'per_three_years' then 3
            when 'per_four_years' then 4
            when 'per_five_years' then 5
            else 1
        end as billing_interval_count

    from products

),

products_of_hubspot as (

    select
        intervals.*,
        'hubspot' as source_system,
        'products' as source_object,
        case
            when intervals.billing_interval is null
                then {{ unless_blank('intervals.billing_frequency') }}
        end as source_billing_interval,
        intervals.billing_interval is not null as is_recurring,
        not intervals.is_deleted as is_active

    from intervals

)

{{ conform('products', 'products_of_hubspot', without=['currency_code']) }}
