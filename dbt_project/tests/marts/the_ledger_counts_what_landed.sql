{{ config(meta={'dagster': {'ref': {'name': 'rpt_record_ledger'}}}) }}

with

brought as (

    select * from {{ ref('int_records_brought') }}

),

ledger as (

    select * from {{ ref('rpt_record_ledger') }}
    where fate <> 'quarantined'

),

both_sides as (

    select
        source_system,
        connection,
        source_object,
        landed_count,
        0 as told_count
    from brought

    union all

    select
        source_system,
        connection,
        source_object,
        0 as landed_count,
        record_count as told_count
    from ledger

)

select
    source_system,
    source_object,
    connection,
    sum(landed_count) as landed_count,
    sum(told_count) as told_count

from both_sides

group by
    source_system,
    connection,
    source_object

having sum(landed_count) <> sum(told_count)
