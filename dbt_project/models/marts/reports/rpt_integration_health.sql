{% set cell = [
    'check_name', 'measured.month_start_date', 'entity', 'source_system',
    'other_system', 'field', 'sign',
] %}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

months as (

    select * from {{ ref('int_months_measured') }}

),

compared as (

    select * from {{ ref('int_values_compared') }}

),

changes as (

    select * from {{ ref('int_changes_followed') }}

),

counted as (

    select * from {{ ref('int_integration_checks_counted') }}

),

measured as (

    select
        check_name,
        month_start_date,
        entity,
        source_system,
        other_system,
        field,
        sign,
        checked_count,
        affected_count,
        pending_count,
        cast(null as bigint) as one_sided_count,
        cast(null as bigint) as lag_median_minutes,
        cast(null as bigint) as lag_90_minutes,
        cast(null as decimal(38, 4)) as difference_sum,
        cast(null as decimal(38, 4)) as difference_median

    from counted

    union all

    select
        'differing' as check_name,
        month_start_date,
        entity,
        source_system,
        other_system,
        field,
        null as sign,
        count(case when comparison <> 'one_sided' then 1 end) as checked_count,
        count(case when comparison = 'unlike' then 1 end) as affected_count,
        0 as pending_count,
        count(case when comparison = 'one_sided' then 1 end) as one_sided_count,
        null as lag_median_minutes,
        null as lag_90_minutes,
        case
            when
                count(difference) = count(case when comparison = 'unlike' then 1 end)
                then cast(sum(difference) as decimal(38, 4))
        end as difference_sum,
        case
            when
                count(difference) = count(case when comparison = 'unlike' then 1 end)
                then percentile_disc(0.5) within group (order by difference)
        end as difference_median

    from compared

    group by
        month_start_date,
        entity,
        source_system,
        other_system,
        field

    having count(case when comparison <> 'one_sided' then 1 end) > 0

    union all

    select
        'sync_lag' as check_name,
        months.month_start_date,
        changes.entity,
        changes.source_system,
        changes.other_system,
        changes.field,
        null as sign,
        count(case when changes.follow_status <> 'pending' then 1 end) as checked_count,
        count(case when changes.follow_status = 'breached' then 1 end)
            as affected_count,
        count(case when changes.follow_status = 'pending' then 1 end) as pending_count,
        null as one_sided_count,
        percentile_disc(0.5) within group (order by changes.lag_minutes)
            as lag_median_minutes,
        percentile_disc(0.9) within group (order by changes.lag_minutes)
            as lag_90_minutes,
        null as difference_sum,
        null as difference_median

    from changes

    inner join months
        on
            changes.changed_at >= months.starts_at
            and changes.changed_at < months.measured_at

    group by
        months.month_start_date,
        changes.entity,
        changes.source_system,
        changes.other_system,
        changes.field

)

select
    {{ key_of_columns(cell) }} as integration_health_id,
    'now' as definition_basis,
    measured.check_name,
    measured.entity,
    measured.source_system,
    measured.other_system,
    measured.field,
    measured.sign,
    months.month_status,
    case measured.field
        when 'amount' then settings.reporting_currency
        when 'close_date' then 'days'
        when 'employee_count' then 'employees'
    end as difference_unit,
    measured.checked_count,
    measured.affected_count,
    measured.pending_count,
    measured.one_sided_count,
    measured.lag_median_minutes,
    measured.lag_90_minutes,
    cast(
        measured.affected_count * 1.0 / nullif(measured.checked_count, 0)
        as decimal(38, 12)
    ) as affected_rate,
    measured.difference_sum,
    measured.difference_median,
    measured.month_start_date

from measured

inner join months
    on measured.month_start_date = months.month_start_date

cross join settings
