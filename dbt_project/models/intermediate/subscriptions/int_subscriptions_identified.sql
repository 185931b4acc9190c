with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

subscriptions as (

    select * from {{ ref('int_subscriptions_unioned') }}
    where not is_deleted

),

customers as (

    select * from {{ ref('int_accounts_clustered') }}
    where
        entity = 'customers'
        and is_present

),

opportunities as (

    select * from {{ ref('int_opportunities_clustered') }}

),

keyed as (

    select
        {{ record_key('subscriptions', 'subscriptions') }} as subscription_id,
        subscriptions.*

    from subscriptions

    inner join settings
        on subscriptions.started_at < settings.as_of

),

pointers as (

    select
        subscription_id as pointing_key,
        connection,
        trim(unnest(string_to_array(synced_record_ids, ';'))) as pointer

    from keyed

    where synced_record_ids is not null

),

{{ named_records('pointers', 'opportunities') }},

deals as (

    select
        named.pointing_key as subscription_id,
        min(opportunities.opportunity_id) as opportunity_id

    from named

    inner join opportunities
        on named.named_key = opportunities.record_key

    where opportunities.standing_key is not null

    group by named.pointing_key

),

identified as (

    select
        keyed.subscription_id,
        keyed.source_system,
        keyed.connection,
        keyed.record_id,
        customers.account_id,
        deals.opportunity_id,
        coalesce(
            customers.account_id,
            keyed.connection || '|' || keyed.source_customer_id,
            keyed.subscription_id
        ) as payer,
        keyed.currency_code,
        keyed.billing_interval,
        coalesce(keyed.billing_interval_count, 1) as billing_interval_count,
        keyed.monthly_amount,
        keyed.started_at,
        keyed.ended_at

    from keyed

    left join customers
        on
            keyed.source_system = customers.source_system
            and keyed.connection = customers.connection
            and keyed.source_customer_id = customers.record_id

    left join deals
        on keyed.subscription_id = deals.subscription_id

)

select * from identified
