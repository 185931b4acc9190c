with

counted as (

    select * from {{ ref('int_records_counted') }}

),

kept_out as (

    select * from {{ ref('int_records_kept_out') }}

),

landed as (

    select * from {{ ref('int_records_landed') }}
    where unread_reason = 'no touch'

),

excluded as (

    select
        entity,
        source_system,
        connection,
        source_object,
        'deleted' as reason,
        deleted_count as record_count
    from counted

    union all

    select
        entity,
        source_system,
        connection,
        source_object,
        'merged' as reason,
        merged_count as record_count
    from counted

    union all

    select
        entity,
        source_system,
        connection,
        source_object,
        reason,
        count(*) as record_count

    from kept_out

    group by
        entity,
        source_system,
        connection,
        source_object,
        reason

    union all

    select
        'touches' as entity,
        source_system,
        connection,
        source_object,
        unread_reason as reason,
        count(*) as record_count

    from landed

    group by
        source_system,
        connection,
        source_object,
        unread_reason

)

select * from excluded
where record_count > 0
