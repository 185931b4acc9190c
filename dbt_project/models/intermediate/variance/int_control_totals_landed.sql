with

control_totals as (

    select * from {{ ref('int_control_totals_converted') }}

),

claimed_records as (

    select * from {{ ref('int_claimed_records_identified') }}

),

quarantined as (

    select * from {{ ref('stg_control__quarantined') }}

),

both_sides as (

    select
        metric,
        source_system,
        connection,
        month_start_date,
        claimed_value,
        0 as landed_value,
        0 as landed_count
    from control_totals

    union all

    select
        metric,
        source_system,
        connection,
        month_start_date,
        0 as claimed_value,
        claimed_value as landed_value,
        1 as landed_count
    from claimed_records

),

compared as (

    select
        metric,
        source_system,
        connection,
        month_start_date,
        sum(claimed_value) as claimed_value,
        sum(landed_value) as landed_value,
        sum(landed_count) as landed_count

    from both_sides

    group by
        metric,
        source_system,
        connection,
        month_start_date

),

objects as (

    select distinct
        metric,
        source_system,
        lower(source_object) as source_object

    from claimed_records

),

set_aside as (

    select
        objects.metric,
        objects.source_system,
        quarantined.connection,
        count(*) as record_count

    from objects

    inner join quarantined
        on
            objects.source_system = quarantined.source_system
            and objects.source_object = quarantined.source_object

    group by
        objects.metric,
        objects.source_system,
        quarantined.connection

),

landed as (

    select
        compared.metric,
        compared.source_system,
        compared.connection,
        compared.month_start_date,
        cast(compared.claimed_value as decimal(38, 4)) as claimed_value,
        cast(compared.landed_value as decimal(38, 4)) as landed_value,
        abs(compared.claimed_value - compared.landed_value)
        <= 0.005 + 0.0001 * compared.landed_count
        and compared.metric not in ('leads', 'mqls', 'opportunities') as is_rounded,
        compared.claimed_value > compared.landed_value
        and (
            compared.metric not in ('leads', 'mqls', 'opportunities')
            or compared.claimed_value - compared.landed_value <= set_aside.record_count
        )
        and coalesce(set_aside.record_count, 0) > 0 as is_set_aside

    from compared

    left join set_aside
        on
            compared.metric = set_aside.metric
            and compared.source_system = set_aside.source_system
            and compared.connection = set_aside.connection

)

select
    metric || '|' || source_system || '|' || connection || '|'
    || coalesce(cast(month_start_date as text), '') as control_total_id,
    *

from landed
