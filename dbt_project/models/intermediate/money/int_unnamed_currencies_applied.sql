with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

unnamed_currencies as (

    select * from {{ ref('stg_definitions__unnamed_currencies') }}

),

applied as (

    select
        unnamed_currencies.source_system,
        unnamed_currencies.currency_code

    from unnamed_currencies

    inner join settings
        on unnamed_currencies.definition_version = settings.definition_version

)

select * from applied
