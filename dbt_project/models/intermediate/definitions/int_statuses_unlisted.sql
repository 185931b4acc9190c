with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

statuses as (

    select * from {{ ref('stg_definitions__statuses') }}

),

claims as (

    select * from {{ ref('int_lifecycle_changes_unioned') }}
    where
        not is_deleted
        and new_value is not null

),

claimed as (

    select
        source_system,
        field,
        new_value as label,
        count(*) as row_count

    from claims

    group by
        source_system,
        field,
        new_value

),

unlisted as (

    select
        claimed.source_system,
        claimed.field,
        claimed.label,
        claimed.row_count,
        'statuses: ' || claimed.source_system || ': ' || claimed.field || ': '
        || claimed.label || ': {}' as to_add

    from claimed

    cross join settings

    left join statuses
        on
            settings.definition_version = statuses.definition_version
            and claimed.source_system = statuses.source_system
            and claimed.field = statuses.field
            and claimed.label = statuses.source_status

    where statuses.source_status is null

)

select * from unlisted
