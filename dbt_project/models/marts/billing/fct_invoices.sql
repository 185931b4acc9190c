with

invoices as (

    select * from {{ ref('int_invoices_identified') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_dated') }}

),

dated as (

    select
        invoices.*,
        settings.reporting_currency as reporting_currency_code,
        settings.rate_date_invoice,
        {{ local_date('invoices.issued_at', 'settings.time_zone') }} as issued_date,
        {{ local_date('invoices.due_at', 'settings.time_zone') }} as due_date,
        case when invoices.paid_at <= settings.as_of then invoices.paid_at end
            as known_paid_at,
        case when invoices.voided_at <= settings.as_of then invoices.voided_at end
            as known_voided_at,
        settings.time_zone

    from invoices

    cross join settings

)

select
    dated.invoice_id,
    dated.account_id,
    dated.opportunity_id,
    dated.source_system,
    dated.connection,
    dated.record_id,
    dated.invoice_number,
    dated.status,
    dated.currency_code,
    dated.subtotal_amount,
    dated.discount_amount,
    dated.tax_amount,
    dated.total_amount,
    dated.paid_amount,
    dated.due_amount,
    dated.reporting_currency_code,
    {{ reporting_amount(
        'dated.total_amount', 'dated.currency_code',
        'dated.reporting_currency_code', 'rates.units_per_base'
    ) }} as reporting_amount,
    dated.known_voided_at is not null as is_voided,
    dated.issued_date,
    dated.due_date,
    {{ local_date('dated.known_paid_at', 'dated.time_zone') }} as paid_date,
    {{ local_date('dated.known_voided_at', 'dated.time_zone') }} as voided_date,
    dated.issued_at,
    dated.due_at,
    dated.known_paid_at as paid_at,
    dated.known_voided_at as voided_at

from dated

left join rates
    on
        dated.currency_code = rates.currency_code
        and case dated.rate_date_invoice
            when 'issued_date' then dated.issued_date
            when 'due_date' then dated.due_date
        end = rates.date_day
