with

months as (

    select * from {{ ref('int_months_measured') }}

),

records as (

    select * from {{ ref('int_records_held') }}
    where entity = 'people'

),

silences as (

    select * from {{ ref('int_people_silenced') }}

),

holdings as (

    select
        thing_id,
        source_system,
        min(source_created_at) as held_at

    from records

    group by thing_id, source_system

),

signs as (

    select 'silent' as sign
    union all
    select 'bounced' as sign

),

steps as (

    select
        holdings.source_system,
        signs.sign,
        1 as checked_step,
        0 as affected_step,
        holdings.held_at as stepped_at

    from holdings

    cross join signs

    union all

    select
        holdings.source_system,
        silences.sign,
        0 as checked_step,
        1 as affected_step,
        greatest(silences.begins_at, holdings.held_at) as stepped_at

    from silences

    inner join holdings
        on
            silences.person_id = holdings.thing_id
            and (silences.ends_at is null or silences.ends_at > holdings.held_at)

    union all

    select
        holdings.source_system,
        silences.sign,
        0 as checked_step,
        -1 as affected_step,
        silences.ends_at as stepped_at

    from silences

    inner join holdings
        on
            silences.person_id = holdings.thing_id
            and silences.ends_at > holdings.held_at

),

stepped as (

    select
        steps.source_system,
        steps.sign,
        months.month_start_date,
        sum(steps.checked_step) as checked_count,
        sum(steps.affected_step) as affected_count

    from steps

    inner join months
        on
            steps.stepped_at < months.measured_at
            and (
                steps.stepped_at >= months.starts_at
                or months.month_number = 1
            )

    group by
        steps.source_system,
        steps.sign,
        months.month_start_date

),

cells as (

    select distinct
        source_system,
        sign

    from stepped

),

counted as (

    select
        cells.source_system,
        cells.sign,
        months.month_start_date
        {%- for count in ['checked_count', 'affected_count'] %},
        cast(
            sum(coalesce(stepped.{{ count }}, 0)) over (
                partition by cells.source_system, cells.sign
                order by months.month_start_date
            ) as bigint
        ) as {{ count }}
        {%- endfor %}

    from cells

    cross join months

    left join stepped
        on
            cells.source_system = stepped.source_system
            and cells.sign = stepped.sign
            and months.month_start_date = stepped.month_start_date

)

select * from counted
where checked_count > 0
