with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

counted as (

    select * from {{ ref('int_records_counted') }}

),

unread as (

    select * from {{ ref('int_records_unread') }}

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

dated as (

    select
        'invoices' as entity,
        source_system,
        connection,
        source_object,
        issued_at is null as is_draft,
        issued_at as happened_at

    from {{ ref('int_invoices_unioned') }}

    where not is_deleted

    union all

    select
        'payments' as entity,
        source_system,
        connection,
        source_object,
        false as is_draft,
        paid_at as happened_at

    from {{ ref('int_payments_unioned') }}

    where not is_deleted

    union all

    select
        'opportunities' as entity,
        source_system,
        connection,
        source_object,
        false as is_draft,
        source_created_at as happened_at

    from {{ ref('int_opportunities_unioned') }}

    where not is_deleted

),

not_yet as (

    select
        dated.entity,
        dated.source_system,
        dated.connection,
        dated.source_object,
        case when dated.is_draft then 'draft' else 'after as_of' end as reason,
        count(*) as record_count

    from dated

    cross join settings

    where
        dated.is_draft
        or dated.happened_at > settings.as_of

    group by 1, 2, 3, 4, 5

),

told_twice as (

    select
        'touches' as entity,
        source_system,
        connection,
        source_object,
        'told by another system' as reason,
        count(*) as record_count

    from {{ ref('int_touches_told_twice') }}

    where not is_kept

    group by 1, 2, 3, 4

),

no_touch as (

    select
        entity,
        source_system,
        connection,
        source_object,
        'no touch' as reason,
        record_count
    from unread

),

-- What a file plans to spend is not spent yet.
unspent as (

    select
        'spend' as entity,
        spend.source_system,
        spend.connection,
        spend.source_object,
        case when spend.spend_date is null then 'no day' else 'after as_of' end
            as reason,
        count(*) as record_count

    from {{ ref('int_spend_unioned') }} as spend

    cross join settings

    where
        not spend.is_deleted
        and (spend.spend_date is null or spend.spend_date > settings.as_of_date)

    group by 1, 2, 3, 4, 5

),

excluded as (

    select * from gone
    union all
    select * from of_people
    union all
    select * from of_deals
    union all
    select * from not_yet
    union all
    select * from told_twice
    union all
    select * from no_touch
    union all
    select * from unspent

)

select * from excluded
where record_count > 0
