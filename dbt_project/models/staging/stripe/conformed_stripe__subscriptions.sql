with

subscriptions as (

    select * from {{ ref('stg_stripe__subscriptions') }}

),

subscription_items as (

    select * from {{ ref('stg_stripe__subscription_items') }}

),

items as (

    select
        *,
        {{ json_text('price', ['currency']) }} as currency_code,
        {{ json_text('price', ['recurring', 'interval']) }} as billing_interval,
        cast({{ json_text('price', ['unit_amount']) }} as decimal(18, 4)) as unit_minor

    from subscription_items

    where not is_deleted

),

totals as (

    select
        connection,
        source_subscription_id,
        min(billing_interval) as billing_interval,
        sum({{ stripe_major_units('unit_minor', 'currency_code') }} * quantity)
            as amount

    from items

    group by connection, source_subscription_id

),

subscriptions_of_stripe as (

    select
        subscriptions.connection,
        subscriptions.record_id,
        subscriptions.merged_into_id,
        subscriptions.first_load_id,
        subscriptions.load_id,
        'stripe' as source_system,
        'subscription' as source_object,
        subscriptions.source_customer_id,
        nullif({{ json_text('subscriptions.metadata', ['opportunity_id']) }}, '')
            as synced_record_ids,
        subscriptions.status,
        totals.billing_interval,
        upper(subscriptions.currency_code) as currency_code,
        case totals.billing_interval
            when 'year' then {{ converted_amount('totals.amount', '12') }}
            when 'month' then totals.amount
        end as monthly_amount,
        subscriptions.started_at,
        subscriptions.ended_at,
        subscriptions.cancel_requested_at,
        subscriptions.is_deleted,
        subscriptions.deleted_at,
        subscriptions.source_created_at

    from subscriptions

    left join totals
        on
            subscriptions.connection = totals.connection
            and subscriptions.record_id = totals.source_subscription_id

)

{{ conform('subscriptions', 'subscriptions_of_stripe', without=['source_changed_at']) }}
