{{ config(meta={'dagster': {'ref': {'name': 'fct_touchpoints'}}}) }}

with

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

counted as (

    select * from {{ ref('int_records_counted') }}
    where entity = 'touches'

),

excluded as (

    select * from {{ ref('int_records_excluded') }}
    where
        entity = 'touches'
        and reason <> 'internal person'

),

summed as (

    select
        source_system,
        count(*) as fact_count,
        0 as record_count
    from touchpoints
    group by source_system

    union all

    select
        source_system,
        sum(record_count) as fact_count,
        0 as record_count
    from excluded
    group by source_system

    union all

    select
        source_system,
        0 as fact_count,
        sum(record_count) as record_count
    from counted
    group by source_system

)

select
    source_system,
    sum(fact_count) as fact_count,
    sum(record_count) as record_count

from summed

group by source_system

having sum(fact_count) <> sum(record_count)
