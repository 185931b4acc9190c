with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

recorded as (

    select * from {{ ref('int_invoices_unioned') }}
    where not is_deleted

),

invoices as (

    select recorded.*

    from recorded

    inner join settings
        on recorded.issued_at <= settings.as_of

),

customers as (

    select * from {{ ref('int_accounts_clustered') }}
    where
        entity = 'customers'
        and is_present

),

dealt as (

    select * from {{ ref('int_invoices_dealt') }}

),

keyed as (

    select
        {{ record_key('invoices') }} as invoice_id,
        invoices.*

    from invoices

),

identified as (

    select
        keyed.*,
        customers.account_id,
        dealt.opportunity_id

    from keyed

    left join customers
        on
            keyed.source_system = customers.source_system
            and keyed.connection = customers.connection
            and keyed.source_customer_id = customers.record_id

    left join dealt
        on keyed.invoice_id = dealt.invoice_id

)

select * from identified
