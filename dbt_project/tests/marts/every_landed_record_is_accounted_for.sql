{{ config(meta={'dagster': {'ref': {'name': 'rpt_record_ledger'}}}) }}

with

ledger as (

    select * from {{ ref('rpt_record_ledger') }}

)

select
    source_system,
    source_object,
    connection,
    record_count
from ledger
where fate = 'unaccounted'
