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

judged as (

    select
        survived.*,
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
