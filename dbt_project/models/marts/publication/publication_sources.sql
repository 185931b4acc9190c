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

connections as (

    select
        source_system,
        connection,
        max(case when status = 'accepted' then refresh_number end) as refresh_number,
        max(case when status = 'accepted' then load_id end) as load_id

    from loads

    group by
        source_system,
        connection

),

-- A source is as fresh as the least fresh of its connections.
accepted as (

    select
        source_system,
        min(refresh_number) as refresh_number,
        max(load_id) as load_id,
        bool_or(refresh_number is null) as has_unread_connection

    from connections

    group by source_system

    having max(refresh_number) is not null

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
    accepted.has_unread_connection
    or accepted.refresh_number < settings.refresh_number as is_stale,
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
