{{ config(meta={'dagster': {'ref': {'name': 'rpt_record_ledger'}}}) }}

with

loads as (

    select * from {{ ref('stg_control__loads') }}
    where status = 'accepted'

),

ledger as (

    select * from {{ ref('rpt_record_ledger') }}
    where fate <> 'quarantined'

),

landed as (

    {{ landed_counts('loads') }}

),

both_sides as (

    select
        source_system,
        connection,
        source_object,
        landed_count,
        0 as told_count
    from landed

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
