with

months as (

    select * from {{ ref('int_subscription_months_listed') }}

),

subscriptions as (

    select * from {{ ref('int_subscriptions_identified') }}

),

lines as (

    select * from {{ ref('int_invoice_lines_unioned') }}
    where not is_deleted

),

-- What is taken back is billed with its price, too; its amount says which way it goes. So is a trial,
-- for nothing.
priced as (

    select
        subscriptions.subscription_id,
        lines.period_start_at,
        lines.period_end_at,
        coalesce(lines.billing_interval, subscriptions.billing_interval)
            as billing_interval,
        case
            when lines.billing_interval is null
                then subscriptions.billing_interval_count
            else coalesce(lines.billing_interval_count, 1)
        end as billing_interval_count,
        case
            when lines.unit_price_amount is null then lines.amount
            when lines.amount = 0 and not coalesce(lines.is_proration, false) then 0
            when lines.amount < 0 then -lines.quantity * lines.unit_price_amount
            else lines.quantity * lines.unit_price_amount
        end as interval_amount

    from lines

    inner join subscriptions
        on
            lines.source_system = subscriptions.source_system
            and lines.connection = subscriptions.connection
            and lines.source_subscription_id = subscriptions.record_id

    where
        lines.unit_price_amount is not null and lines.billing_interval is not null
        or lines.unit_price_amount is null and not coalesce(lines.is_proration, false)

),

by_interval as (

    select
        months.subscription_id,
        months.month_start_date,
        priced.billing_interval,
        priced.billing_interval_count,
        cast(sum(priced.interval_amount) as decimal(38, 4)) as interval_amount

    from months

    inner join priced
        on
            months.subscription_id = priced.subscription_id
            and priced.period_start_at < months.measured_at
            and priced.period_end_at >= months.measured_at

    where priced.billing_interval is not null

    group by
        months.subscription_id,
        months.month_start_date,
        priced.billing_interval,
        priced.billing_interval_count

),

billed as (

    select
        subscription_id,
        month_start_date,
        sum({{ per_year(
            'interval_amount', 'billing_interval', 'billing_interval_count', 12
        ) }}) as monthly_amount

    from by_interval

    group by
        subscription_id,
        month_start_date

),

measured as (

    select
        months.*,
        case
            when subscriptions.ended_at < months.measured_at then 'ended'
            when months.month_status = 'pending' then 'record'
            when billed.monthly_amount is not null then 'lines'
            else 'record'
        end as mrr_basis,
        cast(
            case
                when subscriptions.ended_at < months.measured_at then 0
                when months.month_status = 'pending' then subscriptions.monthly_amount
                else coalesce(billed.monthly_amount, subscriptions.monthly_amount)
            end as decimal(38, 4)
        ) as mrr_amount

    from months

    inner join subscriptions
        on months.subscription_id = subscriptions.subscription_id

    left join billed
        on
            months.subscription_id = billed.subscription_id
            and months.month_start_date = billed.month_start_date

)

select * from measured
