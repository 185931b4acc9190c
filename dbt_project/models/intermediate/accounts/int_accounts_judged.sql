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

opportunities as (

    select * from {{ ref('int_opportunities_reconciled') }}

),

invoices as (

    select * from {{ ref('int_invoices_identified') }}

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

ideal as (

    select
        account_id,
        bool_and(is_met) as is_icp

    from conditions_judged

    group by account_id

),

purchases as (

    select
        account_id,
        closed_at as purchased_at
    from opportunities
    where is_won

    union all

    select
        account_id,
        issued_at as purchased_at
    from invoices

),

customers as (

    select
        account_id,
        min(purchased_at) as customer_since_at

    from purchases

    where account_id is not null

    group by account_id

),

judged as (

    select
        survived.*,
        coalesce(ideal.is_icp, false) as is_icp,
        customers.account_id is not null as is_customer,
        customers.customer_since_at

    from survived

    left join ideal
        on survived.account_id = ideal.account_id

    left join customers
        on survived.account_id = customers.account_id

)

select * from judged
