with

told as (

    select * from {{ ref('int_records_told') }}

),

left_out as (

    select * from {{ ref('int_records_left_out') }}

),

ledger as (

    select * from told

    union all

    select * from left_out

)

select
    md5(
        entity || '|' || source_system || '|' || connection || '|' || fate
        || '|' || detail
    ) as ledger_id,
    'now' as definition_basis,
    entity,
    source_system,
    connection,
    fate,
    detail,
    cast(sum(record_count) as bigint) as record_count

from ledger

group by
    entity,
    source_system,
    connection,
    fate,
    detail
