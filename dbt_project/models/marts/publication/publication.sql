with

inputs as (

    select * from {{ ref('stg_control__publication_inputs') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

publication_sources as (

    select * from {{ ref('publication_sources') }}

),

counted as (

    select
        cast(sum(record_count) as bigint) as record_count,
        bool_or(is_stale) as has_stale_source

    from publication_sources

)

select
    inputs.build_id,
    settings.definition_version,
    inputs.commit_hash,
    settings.reporting_currency as reporting_currency_code,
    settings.time_zone,
    settings.refresh_number,
    coalesce(counted.record_count, 0) as record_count,
    inputs.is_sample,
    coalesce(counted.has_stale_source, false) as has_stale_source,
    settings.as_of_date,
    settings.as_of

from inputs

cross join settings

cross join counted
