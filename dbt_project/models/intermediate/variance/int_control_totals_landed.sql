with

control_totals as (

    select * from {{ ref('int_control_totals_converted') }}

),

claimed_records as (

    select * from {{ ref('int_claimed_records_identified') }}
    where not is_set_aside

),

set_aside as (

    select
        metric,
        source_system,
        connection,
        month_start_date,
        sum(claimed_value) as claimed_value,
        sum(landed_value) as landed_value

    from {{ ref('int_claims_set_aside') }}

    group by
        metric,
        source_system,
        connection,
        month_start_date

),

both_sides as (

    select
        metric,
        source_system,
        connection,
        month_start_date,
        claimed_value,
        0 as landed_value,
        0 as landed_count,
        0 as added_aside,
        is_known
    from control_totals

    union all

    select
        metric,
        source_system,
        connection,
        month_start_date,
        0 as claimed_value,
        claimed_value as landed_value,
        1 as landed_count,
        0 as added_aside,
        true as is_known
    from claimed_records

    union all

    select
        metric,
        source_system,
        connection,
        month_start_date,
        0 as claimed_value,
        0 as landed_value,
        0 as landed_count,
        claimed_value - landed_value as added_aside,
        true as is_known
    from set_aside

),

compared as (

    select
        metric,
        source_system,
        connection,
        month_start_date,
        metric in ('leads', 'mqls', 'opportunities') as is_counted,
        sum(claimed_value) as claimed_value,
        sum(landed_value) as landed_value,
        sum(landed_count) as landed_count,
        sum(added_aside) as added_aside,
        bool_and(is_known) as is_known

    from both_sides

    group by
        metric,
        source_system,
        connection,
        month_start_date

),

-- What was set aside explains a number that it leads to, or nearer to.
explained as (

    select
        *,
        added_aside <> 0
        and abs(claimed_value - landed_value - added_aside)
        < abs(claimed_value - landed_value) as is_set_aside

    from compared

),

landed as (

    select
        metric,
        source_system,
        connection,
        month_start_date,
        cast(claimed_value as decimal(38, 4)) as claimed_value,
        cast(landed_value as decimal(38, 4)) as landed_value,
        cast(
            claimed_value - landed_value
            - case when is_set_aside then added_aside else 0 end as decimal(38, 4)
        ) as left_value,
        landed_count,
        is_counted,
        is_set_aside,
        is_known

    from explained

)

select
    metric || '|' || source_system || '|' || connection || '|'
    || coalesce(cast(month_start_date as text), '') as control_total_id,
    metric,
    source_system,
    connection,
    month_start_date,
    claimed_value,
    landed_value,
    left_value,
    not is_counted and abs(left_value) <= 0.005 + 0.0001 * landed_count as is_rounded,
    is_set_aside,
    is_known

from landed
