with

accounted as (

    select * from {{ ref('int_records_accounted') }}

)

select
    md5(
        source_system || '|' || connection || '|' || source_object || '|' || fate
        || '|' || detail
    ) as ledger_id,
    'now' as definition_basis,
    source_system,
    connection,
    source_object,
    fate,
    detail,
    cast(count(*) as bigint) as record_count,
    cast(count(*) filter (where is_newer_set_aside) as bigint) as newer_set_aside_count

from accounted

group by
    source_system,
    connection,
    source_object,
    fate,
    detail
