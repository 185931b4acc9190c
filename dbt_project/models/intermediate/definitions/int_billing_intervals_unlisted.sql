with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

products as (

    select
        source_system,
        {{ unless_blank('source_billing_interval') }} as source_billing_interval,
        is_recurring

    from {{ ref('int_products_unioned') }}
    where
        not is_deleted
        and (billing_interval is null or billing_interval_count < 1)

),

subscriptions as (

    select
        source_system,
        {{ unless_blank('source_billing_interval') }} as source_billing_interval

    from {{ ref('int_subscriptions_unioned') }}
    where not is_deleted

),

-- What is said to recur without a word for how often is a word that is missing.
told as (

    select
        source_system,
        coalesce(source_billing_interval, '(none)') as label

    from products

    where source_billing_interval is not null or is_recurring

    union all

    select
        source_system,
        source_billing_interval as label

    from subscriptions

    where source_billing_interval is not null

),

billing_intervals as (

    select * from {{ ref('stg_definitions__billing_intervals') }}

),

unlisted as (

    select
        told.source_system,
        'billing_interval' as field,
        told.label,
        count(*) as row_count,
        'billing_intervals: (month, 3 months, once …): ' || told.label as to_add

    from told

    cross join settings

    left join billing_intervals
        on
            settings.definition_version = billing_intervals.definition_version
            and told.label = billing_intervals.source_billing_interval

    where billing_intervals.billing_interval is null

    group by
        told.source_system,
        told.label

)

select * from unlisted
