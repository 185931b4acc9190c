with

payments as (

    select * from {{ ref('int_payments_unioned') }}
    where not is_deleted

),

invoices as (

    select * from {{ ref('int_invoices_identified') }}

),

customers as (

    select * from {{ ref('int_accounts_clustered') }}
    where
        entity = 'customers'
        and is_present

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_dated') }}

),

dated as (

    select
        payments.*,
        settings.reporting_currency as reporting_currency_code,
        settings.rate_date_payment,
        {{ local_date('payments.paid_at', 'settings.time_zone') }} as paid_date

    from payments

    inner join settings
        on payments.paid_at is null or payments.paid_at <= settings.as_of

),

keyed as (

    select
        {{ record_key('payments') }} as payment_id,
        dated.*

    from dated

)

select
    keyed.payment_id,
    coalesce(invoices.account_id, customers.account_id) as account_id,
    invoices.invoice_id,
    refunded.payment_id as refunded_payment_id,
    keyed.source_system,
    keyed.connection,
    keyed.record_id,
    keyed.payment_type,
    keyed.outcome,
    keyed.reason,
    keyed.currency_code,
    keyed.amount,
    keyed.fee_amount,
    case
        when keyed.fee_amount is not null
            then coalesce(keyed.fee_currency_code, keyed.currency_code)
    end as fee_currency_code,
    keyed.reporting_currency_code,
    {{ reporting_amount(
        'keyed.amount', 'keyed.currency_code',
        'keyed.reporting_currency_code', 'rates.units_per_base'
    ) }} as reporting_amount,
    keyed.paid_date,
    keyed.paid_at

from keyed

left join invoices
    on
        keyed.source_system = invoices.source_system
        and keyed.connection = invoices.connection
        and keyed.source_invoice_id = invoices.record_id

left join keyed as refunded
    on
        keyed.source_system = refunded.source_system
        and keyed.connection = refunded.connection
        and keyed.source_payment_id = refunded.record_id

left join customers
    on
        keyed.source_system = customers.source_system
        and keyed.connection = customers.connection
        and keyed.source_customer_id = customers.record_id

left join rates
    on
        keyed.currency_code = rates.currency_code
        and case keyed.rate_date_payment when 'paid_date' then keyed.paid_date end
        = rates.date_day
