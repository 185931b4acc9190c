{{ config(meta={'dagster': {'ref': {'name': 'rpt_record_ledger'}}}) }}

with

counted as (

    select * from {{ ref('int_records_counted') }}

),

unread as (

    select * from {{ ref('int_records_unread') }}

),

ledger as (

    select * from {{ ref('rpt_record_ledger') }}
    where fate <> 'quarantined'

),

-- Billing customers stand for accounts.
both_sides as (

    select
        case entity when 'customers' then 'accounts' else entity end as entity,
        source_system,
        connection,
        record_count as landed_count,
        0 as told_count
    from counted

    union all

    select
        entity,
        source_system,
        connection,
        record_count as landed_count,
        0 as told_count
    from unread

    union all

    select
        entity,
        source_system,
        connection,
        0 as landed_count,
        record_count as told_count
    from ledger

)

select
    entity,
    source_system,
    connection,
    sum(landed_count) as landed_count,
    sum(told_count) as told_count

from both_sides

group by
    entity,
    source_system,
    connection

having sum(landed_count) <> sum(told_count)
