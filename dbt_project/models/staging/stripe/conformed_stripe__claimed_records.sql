with

-- Finalised and not voided: so Stripe's own sums over invoices count.
invoices as (

    select * from {{ ref('conformed_stripe__invoices') }}
    where
        not is_deleted
        and status in ('open', 'paid', 'uncollectible')

),

charges as (

    select * from {{ ref('stg_stripe__charges') }}
    where
        not is_deleted
        and status = 'succeeded'

),

charged as (

    select
        invoices.connection,
        invoices.record_id,
        charges.record_id as charge_id,
        cast(
            {{ stripe_major_units('charges.amount_minor', 'charges.currency_code') }}
            as decimal(38, 4)
        ) as amount

    from invoices

    inner join charges
        on
            invoices.connection = charges.connection
            and invoices.record_id = charges.source_invoice_id

),

charged_in_all as (

    select
        connection,
        record_id,
        sum(amount) as amount

    from charged

    group by
        connection,
        record_id

),

-- What was paid of an invoice stands for the charges that paid it; the rest was paid
-- otherwise, as from a balance.
parts as (

    select
        connection,
        record_id,
        'billed' as metric,
        'invoices' as entity,
        'invoice' as thing_object,
        record_id as thing_record_id,
        total_amount as amount
    from invoices

    union all

    select
        connection,
        record_id,
        'collected' as metric,
        'payments' as entity,
        'charge' as thing_object,
        charge_id as thing_record_id,
        amount
    from charged

    union all

    select
        invoices.connection,
        invoices.record_id,
        'collected' as metric,
        'payments' as entity,
        'invoice' as thing_object,
        invoices.record_id as thing_record_id,
        invoices.paid_amount - coalesce(charged_in_all.amount, 0) as amount

    from invoices

    left join charged_in_all
        on
            invoices.connection = charged_in_all.connection
            and invoices.record_id = charged_in_all.record_id

    where invoices.paid_amount <> coalesce(charged_in_all.amount, 0)

)

select
    'stripe' as source_system,
    parts.*,
    'invoice' as source_object,
    invoices.currency_code,
    invoices.currency_code as claimed_currency_code,
    parts.amount as claimed_amount,
    cast(date_trunc('month', invoices.source_created_at) as date) as period_start_date

from parts

inner join invoices
    on
        parts.connection = invoices.connection
        and parts.record_id = invoices.record_id
