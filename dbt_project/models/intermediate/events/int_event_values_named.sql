with

conditions as (

    select * from {{ ref('int_rule_conditions_listed') }}

),

channel_conditions as (

    select * from {{ ref('stg_definitions__channel_conditions') }}

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

)

select * from named_values
