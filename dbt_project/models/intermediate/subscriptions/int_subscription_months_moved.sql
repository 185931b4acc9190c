with

measured as (

    select * from {{ ref('int_subscription_months_measured') }}

),

subscriptions as (

    select * from {{ ref('int_subscriptions_identified') }}

),

months as (

    select
        measured.*,
        subscriptions.payer,
        cast(measured.month_start_date - interval '1 month' as date)
            as month_before_date,
        lag(measured.mrr_amount, 1, 0) over (
            partition by measured.subscription_id
            order by measured.month_start_date
        ) as previous_mrr_amount

    from measured

    inner join subscriptions
        on measured.subscription_id = subscriptions.subscription_id

),

paying as (

    select
        payer,
        month_start_date,
        min(month_start_date) over (partition by payer) as first_month_date

    from months

    where mrr_amount > 0

    group by
        payer,
        month_start_date

),

moved as (

    select
        months.subscription_id,
        months.month_start_date,
        months.last_date,
        months.month_status,
        months.mrr_basis,
        months.mrr_amount,
        months.previous_mrr_amount,
        case
            when
                months.mrr_amount is null
                or months.previous_mrr_amount is null
                then 'unknown'
            when months.mrr_amount = months.previous_mrr_amount then 'none'
            when
                months.mrr_amount > months.previous_mrr_amount
                and paying_before.payer is not null
                then 'expansion'
            when
                months.mrr_amount > months.previous_mrr_amount
                and paying_now.first_month_date < months.month_start_date
                then 'reactivation'
            when months.mrr_amount > months.previous_mrr_amount then 'new'
            when paying_now.payer is not null then 'contraction'
            else 'churn'
        end as movement,
        months.mrr_amount - months.previous_mrr_amount as movement_amount

    from months

    left join paying as paying_now
        on
            months.payer = paying_now.payer
            and months.month_start_date = paying_now.month_start_date

    left join paying as paying_before
        on
            months.payer = paying_before.payer
            and months.month_before_date = paying_before.month_start_date

)

select * from moved
