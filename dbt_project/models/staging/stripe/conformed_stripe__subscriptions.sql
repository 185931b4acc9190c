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
        {{ json_text('price', ['recurring', 'interval']) }} as told_unit,
        {{ safe_cast_to(
            'integer', json_text('price', ['recurring', 'interval_count'])
        ) }} as told_count,
        cast({{ json_text('price', ['unit_amount']) }} as decimal(18, 4)) as unit_minor

    from subscription_items

    where not is_deleted

),

by_interval as (

    select
        connection,
        source_subscription_id,
        case
            when told_unit in ('day', 'week', 'month', 'year') then told_unit
        end as billing_interval,
        case
            when told_unit not in ('day', 'week', 'month', 'year') then told_unit
        end as source_billing_interval,
        coalesce(told_count, 1) as billing_interval_count,
        sum({{ stripe_major_units('unit_minor', 'currency_code') }} * quantity)
            as amount

    from items

    group by connection, source_subscription_id, told_unit, coalesce(told_count, 1)

),

-- Items of several intervals leave the subscription without one of its own.
totals as (

    select
        connection,
        source_subscription_id,
        case when count(*) = 1 then min(billing_interval) end as billing_interval,
        case when count(*) = 1 then min(billing_interval_count) end
            as billing_interval_count,
        min(source_billing_interval) as source_billing_interval,
        sum({{ per_year('amount', 'billing_interval', 'billing_interval_count', 12) }})
            as monthly_amount

    from by_interval

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
        totals.billing_interval_count,
        totals.source_billing_interval,
        upper(subscriptions.currency_code) as currency_code,
        case
            when subscriptions.status = 'trialing' then 0 else totals.monthly_amount
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
