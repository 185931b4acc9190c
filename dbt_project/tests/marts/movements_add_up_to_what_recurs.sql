with

months as (

    select * from {{ ref('fct_subscription_months') }}

),

in_order as (

    select
        *,
        lag(mrr_amount, 1, 0) over (
            partition by subscription_id
            order by month_start_date
        ) as mrr_before,
        lag(reporting_mrr_amount, 1, 0) over (
            partition by subscription_id
            order by month_start_date
        ) as reporting_mrr_before

    from months

)

select
    subscription_month_id,
    subscription_id

from in_order

where
    previous_mrr_amount is distinct from mrr_before
    or previous_mrr_amount + movement_amount is distinct from mrr_amount
    or previous_reporting_mrr_amount is distinct from reporting_mrr_before
    or previous_reporting_mrr_amount + reporting_movement_amount
    + reporting_rate_amount <> reporting_mrr_amount
