with

criteria as (

    select * from {{ ref('stg_definitions__criteria') }}

),

activities as (

    select * from {{ ref('stg_definitions__activities') }}

),

signs as (

    select * from {{ ref('stg_definitions__signs') }}

),

-- What earns points, and by what a rep notices a lead, is judged as what makes a stage.
listed as (

    select
        definition_version,
        stage,
        rule,
        event
    from criteria

    union all

    select
        definition_version,
        'activity' as stage,
        cast(activity_order as text) as rule,
        event
    from activities

    union all

    select
        definition_version,
        sign as stage,
        rule,
        event
    from signs

)

select * from listed
