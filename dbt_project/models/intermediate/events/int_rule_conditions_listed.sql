with

conditions as (

    select * from {{ ref('stg_definitions__conditions') }}

),

activity_conditions as (

    select * from {{ ref('stg_definitions__activity_conditions') }}

),

sign_conditions as (

    select * from {{ ref('stg_definitions__sign_conditions') }}

),

listed as (

    select
        definition_version,
        stage,
        rule,
        attribute,
        operator,
        value
    from conditions

    union all

    select
        definition_version,
        'activity' as stage,
        cast(activity_order as text) as rule,
        attribute,
        operator,
        value
    from activity_conditions

    union all

    select
        definition_version,
        sign as stage,
        rule,
        attribute,
        operator,
        value
    from sign_conditions

)

select * from listed
