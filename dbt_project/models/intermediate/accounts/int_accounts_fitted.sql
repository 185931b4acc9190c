with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

conditions as (

    select * from {{ ref('stg_definitions__ideal_customer') }}

),

survived as (

    select * from {{ ref('int_accounts_survived') }}

),

attributes as (

    select
        account_id,
        'industry' as attribute,
        industry as value
    from survived

    union all

    select
        account_id,
        'country' as attribute,
        country as value
    from survived

    union all

    select
        account_id,
        'employee_count' as attribute,
        cast(employee_count as text) as value
    from survived

),

conditions_judged as (

    select
        attributes.account_id,
        conditions.attribute || ' ' || conditions.operator as condition,
        bool_or(
            coalesce({{ condition_met('conditions', 'attributes.value') }}, false)
        ) as is_met

    from attributes

    inner join conditions
        on attributes.attribute = conditions.attribute

    inner join settings
        on conditions.definition_version = settings.definition_version

    group by
        attributes.account_id,
        conditions.attribute || ' ' || conditions.operator

),

fitted as (

    select
        account_id,
        bool_and(is_met) as is_icp

    from conditions_judged

    group by account_id

)

select * from fitted
