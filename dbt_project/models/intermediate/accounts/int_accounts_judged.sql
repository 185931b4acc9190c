with

survived as (

    select * from {{ ref('int_accounts_survived') }}

),

fitted as (

    select * from {{ ref('int_accounts_fitted') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_reconciled') }}

),

invoices as (

    select * from {{ ref('int_invoices_identified') }}

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

-- How big they are, for reports; docs/facts.md says where a band begins.
judged as (

    select
        survived.*,
        case
            when survived.employee_count < 50 then 'under_50'
            when survived.employee_count < 250 then '50_to_249'
            when survived.employee_count < 1000 then '250_to_999'
            when survived.employee_count >= 1000 then '1000_and_more'
            else 'unknown'
        end as segment,
        coalesce(fitted.is_icp, false) as is_icp,
        customers.account_id is not null as is_customer,
        customers.customer_since_at

    from survived

    left join fitted
        on survived.account_id = fitted.account_id

    left join customers
        on survived.account_id = customers.account_id

)

select * from judged
