with

inputs as (

    select * from {{ ref('stg_control__publication_inputs') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

loads as (

    select * from {{ ref('stg_control__loads') }}

),

refreshes as (

    select * from {{ ref('stg_control__refreshes') }}

),

freshness_limits as (

    select * from {{ ref('stg_definitions__freshness_limits') }}

),

records as (

    select * from {{ ref('int_records_counted') }}

),

accepted as (

    select
        source_system,
        max(refresh_number) as refresh_number,
        max(load_id) as load_id

    from loads

    where status = 'accepted'

    group by source_system

),

record_counts as (

    select
        source_system,
        cast(sum(record_count) as bigint) as record_count

    from records

    group by source_system

)

-- Not heard of in this refresh: what it says is as old as its last accepted load.
select
    inputs.build_id || '|' || accepted.source_system as publication_source_id,
    inputs.build_id,
    accepted.source_system,
    accepted.load_id as last_accepted_load_id,
    coalesce(record_counts.record_count, 0) as record_count,
    freshness_limits.limit_hours as freshness_limit_hours,
    accepted.refresh_number < settings.refresh_number as is_stale,
    refreshes.as_of as fresh_at

from accepted

cross join inputs

cross join settings

left join refreshes
    on accepted.refresh_number = refreshes.refresh_number

left join record_counts
    on accepted.source_system = record_counts.source_system

left join freshness_limits
    on
        accepted.source_system = freshness_limits.source_system
        and settings.definition_version = freshness_limits.definition_version
