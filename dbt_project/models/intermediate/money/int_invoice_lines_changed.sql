with

-- What recurs of a product, by the invoice that bills it.
recurring as (

    select
        source_system,
        connection,
        source_invoice_id,
        source_subscription_id,
        source_product_id,
        billing_interval,
        coalesce(billing_interval_count, 1) as billing_interval_count,
        sum(quantity) as quantity,
        sum(quantity * unit_price_amount) as amount,
        min(period_start_at) as period_start_at

    from {{ ref('int_invoice_lines_unioned') }}

    where
        not is_deleted
        and not coalesce(is_proration, false)
        and source_subscription_id is not null
        and source_product_id is not null
        and billing_interval is not null
        and quantity is not null
        and unit_price_amount is not null
        and period_start_at is not null

    group by
        source_system,
        connection,
        source_invoice_id,
        source_subscription_id,
        source_product_id,
        billing_interval,
        coalesce(billing_interval_count, 1)

),

dated as (

    select
        *,
        min(period_start_at) over (
            partition by source_system, connection, source_subscription_id
        ) as first_start_at

    from recurring

),

-- What the subscription began with.
began as (

    select
        *,
        max(case when period_start_at = first_start_at then amount end) over (
            partition by
                source_system, connection, source_subscription_id, source_product_id,
                billing_interval, billing_interval_count
        ) as first_amount,
        max(case when period_start_at = first_start_at then quantity end) over (
            partition by
                source_system, connection, source_subscription_id, source_product_id,
                billing_interval, billing_interval_count
        ) as first_quantity,
        coalesce(
            bool_or(period_start_at = first_start_at) over (
                partition by
                    source_system, connection, source_subscription_id, source_product_id
            ), false
        ) as is_of_the_first

    from dated

),

changed as (

    select
        source_system,
        connection,
        source_invoice_id,
        source_subscription_id,
        source_product_id,
        billing_interval,
        billing_interval_count,
        period_start_at,
        case when is_of_the_first then first_quantity else 0 end as first_quantity,
        quantity,
        amount - case when is_of_the_first then first_amount else 0 end
            as changed_amount

    from began

    where
        first_amount is not null
        or not is_of_the_first

)

select * from changed
where changed_amount <> 0
