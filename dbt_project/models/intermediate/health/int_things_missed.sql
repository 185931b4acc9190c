with

months as (

    select * from {{ ref('int_months_measured') }}

),

moments as (

    select * from {{ ref('int_things_awaited') }}

),

directions as (

    select distinct
        entity,
        source_system,
        other_system

    from moments

),

steps as (

    select
        entity,
        source_system,
        other_system,
        held_at as stepped_at,
        1 as checked_step,
        0 as affected_step,
        case when there_at <= held_at then 0 else 1 end as pending_step

    from moments

    union all

    select
        entity,
        source_system,
        other_system,
        missed_at as stepped_at,
        0 as checked_step,
        1 as affected_step,
        -1 as pending_step

    from moments

    where there_at is null or there_at > missed_at

    union all

    select
        entity,
        source_system,
        other_system,
        there_at as stepped_at,
        0 as checked_step,
        case when there_at > missed_at then -1 else 0 end as affected_step,
        case when there_at > missed_at then 0 else -1 end as pending_step

    from moments

    where there_at > held_at

),

stepped as (

    select
        steps.entity,
        steps.source_system,
        steps.other_system,
        months.month_start_date,
        sum(steps.checked_step) as checked_count,
        sum(steps.affected_step) as affected_count,
        sum(steps.pending_step) as pending_count

    from steps

    inner join months
        on
            steps.stepped_at < months.measured_at
            and (
                steps.stepped_at >= months.starts_at
                or months.month_number = 1
            )

    group by
        steps.entity,
        steps.source_system,
        steps.other_system,
        months.month_start_date

),

counted as (

    select
        directions.entity,
        directions.source_system,
        directions.other_system,
        months.month_start_date
        {%- for count in ['checked_count', 'affected_count', 'pending_count'] %},
        cast(
            sum(coalesce(stepped.{{ count }}, 0)) over (
                partition by
                    directions.entity, directions.source_system, directions.other_system
                order by months.month_start_date
            ) as bigint
        ) as {{ count }}
        {%- endfor %}

    from directions

    cross join months

    left join stepped
        on
            directions.entity = stepped.entity
            and directions.source_system = stepped.source_system
            and directions.other_system = stepped.other_system
            and months.month_start_date = stepped.month_start_date

)

select * from counted
where checked_count > 0
