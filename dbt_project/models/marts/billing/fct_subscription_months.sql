with

months as (

    select * from {{ ref('int_subscription_months_moved') }}

),

subscriptions as (

    select * from {{ ref('int_subscriptions_identified') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_dated') }}

),

converted as (

    select
        months.*,
        subscriptions.account_id,
        subscriptions.opportunity_id,
        subscriptions.source_system,
        subscriptions.connection,
        subscriptions.record_id,
        subscriptions.currency_code,
        settings.reporting_currency as reporting_currency_code,
        {{ reporting_amount(
            'months.mrr_amount', 'subscriptions.currency_code',
            'settings.reporting_currency', 'rates.units_per_base'
        ) }} as reporting_mrr_amount,
        {{ reporting_amount(
            'months.movement_amount', 'subscriptions.currency_code',
            'settings.reporting_currency', 'rates.units_per_base'
        ) }} as reporting_movement_amount,
        least(months.last_date, settings.as_of_date) as measured_date

    from months

    inner join subscriptions
        on months.subscription_id = subscriptions.subscription_id

    cross join settings

    left join rates
        on
            subscriptions.currency_code = rates.currency_code
            and least(months.last_date, settings.as_of_date) = rates.date_day

),

compared as (

    select
        *,
        lag(reporting_mrr_amount, 1, 0) over (
            partition by subscription_id
            order by month_start_date
        ) as previous_reporting_mrr_amount

    from converted

)

select
    md5(subscription_id || '|' || cast(month_start_date as text))
        as subscription_month_id,
    subscription_id,
    account_id,
    opportunity_id,
    source_system,
    connection,
    record_id,
    month_status,
    mrr_basis,
    movement,
    currency_code,
    mrr_amount,
    previous_mrr_amount,
    movement_amount,
    reporting_currency_code,
    reporting_mrr_amount,
    previous_reporting_mrr_amount,
    reporting_movement_amount,
    cast(
        reporting_mrr_amount - previous_reporting_mrr_amount
        - reporting_movement_amount as decimal(38, 4)
    ) as reporting_rate_amount,
    month_start_date,
    measured_date

from compared
