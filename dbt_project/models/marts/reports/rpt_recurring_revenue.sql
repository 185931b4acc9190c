{% set movements = ['new', 'expansion', 'contraction', 'churn', 'reactivation'] %}

with

months as (

    select * from {{ ref('fct_subscription_months') }}

),

subscriptions as (

    select * from {{ ref('int_subscriptions_identified') }}

),

won_opportunities as (

    select * from {{ ref('fct_opportunities') }}
    where
        is_won
        and account_id is not null

),

leads as (

    select * from {{ ref('fct_leads') }}

),

ranked as (

    select
        account_id,
        primary_lead_id,
        is_marketing_sourced,
        row_number() over (
            partition by account_id
            order by closed_date, opportunity_id
        ) as deal_number

    from won_opportunities

),

-- A customer came with the first deal that was won of them.
acquired as (

    select
        ranked.account_id,
        leads.channel as acquisition_channel,
        ranked.is_marketing_sourced

    from ranked

    left join leads
        on ranked.primary_lead_id = leads.lead_id

    where ranked.deal_number = 1

),

-- All that a customer pays for moves together.
customers as (

    select
        subscriptions.payer,
        months.account_id,
        months.month_start_date,
        months.month_status,
        months.reporting_currency_code,
        sum(months.previous_reporting_mrr_amount) as opening_amount,
        {%- for movement in movements %}
        sum(
            case
                when months.movement = '{{ movement }}'
                    then months.reporting_movement_amount
            end
        ) as {{ movement }}_amount,
        {%- endfor %}
        sum(months.reporting_rate_amount) as rate_amount,
        sum(months.reporting_mrr_amount) as closing_amount,
        count(
            case
                when
                    months.reporting_mrr_amount is null
                    or months.previous_reporting_mrr_amount is null
                    or months.reporting_movement_amount is null
                    then 1
            end
        ) as unknown_count,
        max(case when months.previous_mrr_amount > 0 then 1 else 0 end)
            as opening_customer_count,
        max(case when months.movement = 'new' then 1 else 0 end)
            as new_customer_count,
        max(case when months.movement = 'reactivation' then 1 else 0 end)
            as reactivated_customer_count,
        max(case when months.movement = 'churn' then 1 else 0 end)
            as churned_customer_count,
        max(case when months.mrr_amount > 0 then 1 else 0 end)
            as closing_customer_count

    from months

    inner join subscriptions
        on months.subscription_id = subscriptions.subscription_id

    group by
        subscriptions.payer,
        months.account_id,
        months.month_start_date,
        months.month_status,
        months.reporting_currency_code

),

summed as (

    select
        customers.month_start_date,
        customers.month_status,
        acquired.acquisition_channel,
        coalesce(acquired.is_marketing_sourced, false) as is_marketing_sourced,
        customers.reporting_currency_code,
        {%- for name in ['opening'] + movements + ['rate', 'closing'] %}
        cast(coalesce(sum(customers.{{ name }}_amount), 0) as decimal(38, 4))
            as {{ name }}_amount,
        {%- endfor %}
        {%- for name in ['opening', 'new', 'reactivated', 'churned', 'closing'] %}
        cast(sum(customers.{{ name }}_customer_count) as bigint)
            as {{ name }}_customer_count,
        {%- endfor %}
        cast(sum(customers.unknown_count) as bigint) as unknown_count

    from customers

    left join acquired
        on customers.account_id = acquired.account_id

    group by
        customers.month_start_date,
        customers.month_status,
        acquired.acquisition_channel,
        coalesce(acquired.is_marketing_sourced, false),
        customers.reporting_currency_code

)

select
    {{ key_of_columns([
        'month_start_date', 'acquisition_channel', 'is_marketing_sourced'
    ]) }} as recurring_revenue_id,
    'then' as definition_basis,
    acquisition_channel,
    is_marketing_sourced,
    month_status,
    reporting_currency_code,
    opening_amount,
    {%- for movement in movements %}
    {{ movement }}_amount,
    {%- endfor %}
    rate_amount,
    closing_amount,
    cast(
        (opening_amount + contraction_amount + churn_amount) * 1.0
        / nullif(opening_amount, 0) as decimal(38, 12)
    ) as gross_retention_rate,
    cast(
        (opening_amount + expansion_amount + contraction_amount + churn_amount)
        * 1.0 / nullif(opening_amount, 0) as decimal(38, 12)
    ) as net_retention_rate,
    opening_customer_count,
    new_customer_count,
    reactivated_customer_count,
    churned_customer_count,
    closing_customer_count,
    cast(
        churned_customer_count * 1.0 / nullif(opening_customer_count, 0)
        as decimal(38, 12)
    ) as customer_churn_rate,
    unknown_count,
    month_start_date

from summed
