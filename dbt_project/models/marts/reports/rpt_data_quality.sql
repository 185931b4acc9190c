with

check_results as (

    select * from {{ ref('stg_control__check_results') }}

),

refreshes as (

    select * from {{ ref('stg_control__refreshes') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

-- A refresh whose build can be read was published: only until then it is running.
refreshes_dated as (

    select
        refreshes.refresh_number,
        case refreshes.status when 'running' then 'published' else refreshes.status end
            as refresh_status,
        {{ local_date('refreshes.as_of', 'settings.time_zone') }} as as_of_date,
        refreshes.as_of

    from refreshes

    cross join settings

),

occasions as (

    select
        *,
        check_status <> 'passed' as is_broken,
        dense_rank() over (
            partition by place, subject, connection
            order by refresh_number
        ) as occasion_number

    from check_results

),

-- On occasions in a row a check was broken once more each time, so the difference stays.
spells as (

    select
        *,
        occasion_number - row_number() over (
            partition by check_id, is_broken
            order by refresh_number
        ) as spell_number

    from occasions

)

select
    spells.check_id,
    'then' as definition_basis,
    spells.place,
    spells.subject,
    spells.connection,
    spells.object_name,
    spells.check_name,
    spells.drift_kind,
    spells.severity,
    spells.check_status,
    refreshes_dated.refresh_status,
    spells.refresh_number,
    spells.failing_count,
    spells.row_count,
    spells.set_aside_count,
    refreshes_dated.as_of_date,
    refreshes_dated.as_of,
    case
        when spells.is_broken
            then min(refreshes_dated.as_of) over (
                partition by spells.check_id, spells.is_broken, spells.spell_number
            )
    end as broken_at

from spells

inner join refreshes_dated
    on spells.refresh_number = refreshes_dated.refresh_number
