with

months as (

    select * from {{ ref('int_months_measured') }}

),

held as (

    select * from {{ ref('int_records_held') }}
    where is_shared

),

dated as (

    select * from {{ ref('int_values_dated') }}

),

stated as (

    select * from {{ ref('int_values_held') }}

),

holdings as (

    select
        entity,
        thing_id,
        source_system,
        min(source_created_at) as held_at

    from held

    group by entity, thing_id, source_system

),

told as (

    select
        months.month_start_date,
        months.last_date,
        months.measured_at,
        dated.entity,
        dated.thing_id,
        dated.source_system,
        dated.field,
        dated.value

    from dated

    inner join months
        on
            dated.valid_from_at < months.measured_at
            and (
                dated.valid_to_at is null
                or dated.valid_to_at >= months.measured_at
            )

    where dated.value is not null

    union all

    -- The present amount is the last one that is dated.
    select
        months.month_start_date,
        months.last_date,
        months.measured_at,
        stated.entity,
        stated.thing_id,
        stated.source_system,
        stated.field,
        stated.value

    from stated

    inner join months
        on months.month_status = 'pending'

    where stated.field <> 'amount'

),

sides as (

    select
        holdings.entity,
        holdings.thing_id,
        holdings.source_system,
        others.source_system as other_system,
        greatest(holdings.held_at, others.held_at) as shared_at

    from holdings

    inner join holdings as others
        on
            holdings.entity = others.entity
            and holdings.thing_id = others.thing_id
            and holdings.source_system < others.source_system

),

paired as (

    select
        told.month_start_date,
        told.last_date,
        sides.entity,
        sides.thing_id,
        sides.source_system,
        sides.other_system,
        told.field,
        max(case when told.source_system = sides.source_system then told.value end)
            as value,
        max(case when told.source_system = sides.other_system then told.value end)
            as other_value

    from sides

    inner join told
        on
            sides.entity = told.entity
            and sides.thing_id = told.thing_id
            and told.source_system in (sides.source_system, sides.other_system)
            and sides.shared_at < told.measured_at

    group by
        told.month_start_date,
        told.last_date,
        sides.entity,
        sides.thing_id,
        sides.source_system,
        sides.other_system,
        told.field

)

select * from paired
