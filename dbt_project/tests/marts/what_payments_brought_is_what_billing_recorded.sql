{{ config(meta={'dagster': {'ref': {'name': 'fct_payments'}}}) }}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

recorded as (

    select * from {{ ref('int_payments_unioned') }}
    where not is_deleted

),

present as (

    select max(as_of) as as_of from settings

),

recorded_until_now as (

    select recorded.*

    from recorded

    inner join present
        on recorded.paid_at is null or recorded.paid_at <= present.as_of

),

facts as (

    select * from {{ ref('fct_payments') }}

),

summed as (

    select
        source_system,
        currency_code,
        sum(amount) as recorded_amount,
        cast(0 as decimal(38, 4)) as fact_amount
    from recorded_until_now
    group by
        source_system,
        currency_code

    union all

    select
        source_system,
        currency_code,
        cast(0 as decimal(38, 4)) as recorded_amount,
        sum(amount) as fact_amount
    from facts
    group by
        source_system,
        currency_code

)

select
    source_system,
    currency_code,
    sum(recorded_amount) as recorded_amount,
    sum(fact_amount) as fact_amount

from summed

group by
    source_system,
    currency_code

having sum(recorded_amount) <> sum(fact_amount)
