with

conditions as (

    select * from {{ ref('stg_definitions__conditions') }}

),

channel_conditions as (

    select * from {{ ref('stg_definitions__channel_conditions') }}

),

activity_conditions as (

    select * from {{ ref('stg_definitions__activity_conditions') }}

),

named_values as (

    select
        attribute,
        value
    from conditions

    union distinct

    select
        attribute,
        value
    from channel_conditions

    union distinct

    select
        attribute,
        value
    from activity_conditions

)

select * from named_values
