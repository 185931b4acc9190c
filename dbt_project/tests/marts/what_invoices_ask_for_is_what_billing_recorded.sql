{{ config(meta={'dagster': {'ref': {'name': 'fct_invoices'}}}) }}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

recorded as (

    select * from {{ ref('int_invoices_unioned') }}
    where not is_deleted

),

present as (

    select max(as_of) as as_of from settings

),

recorded_until_now as (

    select recorded.*

    from recorded

    inner join present
        on recorded.issued_at <= present.as_of

),

facts as (

    select * from {{ ref('fct_invoices') }}

),

summed as (

    select
        source_system,
        currency_code,
        sum(total_amount) as recorded_amount,
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
        sum(total_amount) as fact_amount
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
