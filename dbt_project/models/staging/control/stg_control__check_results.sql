with

as_of as (

    select * from {{ source('control', 'as_of') }}

),

check_results as (

    select * from {{ source('control', 'check_results') }}

),

typed as (

    select
        check_id,
        place,
        subject,
        connection,
        object_name,
        check_name,
        drift_kind,
        severity,
        status as check_status,
        cast(refresh_number as bigint) as refresh_number,
        cast(failing_count as bigint) as failing_count,
        cast(row_count as bigint) as row_count,
        cast(set_aside_count as bigint) as set_aside_count

    from check_results

),

reached as (

    select typed.*

    from typed

    inner join as_of
        on typed.refresh_number <= as_of.refresh_number

)

select * from reached
