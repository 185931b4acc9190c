-- What no fact reads at all, whole objects and fields, the ledger counts.
with

accounted as (

    select
        *,
        row_number() over (
            partition by source_system, connection, source_object, record_id
            order by fate
        ) as place

    from {{ ref('int_records_accounted') }}

    where
        (fate not in ('in_fact', 'internal') or is_newer_set_aside)
        and detail not like 'no fact reads this %'

)

select
    md5(
        source_system || '|' || connection || '|' || source_object || '|'
        || coalesce(record_id, '') || '|' || cast(place as text)
    ) as left_out_id,
    'now' as definition_basis,
    source_system,
    connection,
    source_object,
    record_id,
    fate,
    detail,
    merged_into_id,
    is_newer_set_aside

from accounted
