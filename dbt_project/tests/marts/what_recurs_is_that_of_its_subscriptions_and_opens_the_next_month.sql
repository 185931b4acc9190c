{{ config(meta={'dagster': {'ref': {'name': 'rpt_recurring_revenue'}}}) }}

with

reported as (

    select * from {{ ref('rpt_recurring_revenue') }}

),

subscriptions as (

    select
        month_start_date,
        coalesce(sum(reporting_mrr_amount), 0) as reporting_mrr_amount

    from {{ ref('fct_subscription_months') }}

    group by month_start_date

),

months as (

    select
        month_start_date,
        sum(closing_amount) as closing_amount

    from reported

    group by month_start_date

),

followed as (

    select
        recurring_revenue_id,
        opening_amount,
        opening_amount + new_amount + expansion_amount + contraction_amount
        + churn_amount + reactivation_amount + rate_amount as reached_amount,
        closing_amount,
        unknown_count,
        lag(closing_amount) over (
            partition by acquisition_channel, is_marketing_sourced
            order by month_start_date
        ) as closing_before

    from reported

)

select
    recurring_revenue_id,
    cast(null as date) as month_start_date

from followed

where
    (reached_amount <> closing_amount and unknown_count = 0)
    or opening_amount <> closing_before

union all

select
    cast(null as text) as recurring_revenue_id,
    subscriptions.month_start_date

from subscriptions

left join months
    on subscriptions.month_start_date = months.month_start_date

where subscriptions.reporting_mrr_amount is distinct from months.closing_amount
