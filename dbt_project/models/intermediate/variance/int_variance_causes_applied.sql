with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

variance_causes as (

    select * from {{ ref('stg_definitions__variance_causes') }}

),

applied as (

    select
        variance_causes.cause,
        variance_causes.cause_order

    from variance_causes

    inner join settings
        on variance_causes.definition_version = settings.definition_version

)

select * from applied
