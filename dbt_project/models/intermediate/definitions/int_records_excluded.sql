with

counted as (

    select * from {{ ref('int_records_counted') }}

),

of_people as (

    select * from {{ ref('int_person_records_excluded') }}

),

of_deals as (

    select * from {{ ref('int_deal_records_excluded') }}

),

gone as (

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

),

drafts as (

    select
        'invoices' as entity,
        source_system,
        connection,
        source_object,
        'draft' as reason,
        count(*) as record_count

    from {{ ref('int_invoices_unioned') }}

    where
        not is_deleted
        and issued_at is null

    group by 1, 2, 3, 4

),

excluded as (

    select * from gone
    union all
    select * from of_people
    union all
    select * from of_deals
    union all
    select * from drafts

)

select * from excluded
where record_count > 0
