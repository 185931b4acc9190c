{# Of an invoice that was set aside, what it is of, and the column that it counts by. #}
{% set told_whole = {
    'billed': ['invoices', 'total'],
    'collected': ['payments', 'paid'],
} %}

with

set_aside as (

    select
        *,
        {{ record_set_aside() }}
    from {{ ref('stg_control__quarantined') }}
    where source_system = 'stripe'

),

-- Finalised and not voided: so Stripe's own sums over invoices count.
invoices as (

    select * from {{ ref('conformed_stripe__invoices') }}
    where
        not is_deleted
        and status in ('open', 'paid', 'uncollectible')

),

invoices_aside as (

    select
        connection,
        record_id,
        upper({{ json_text('told_record', ['currency']) }}) as currency_code,
        {{ safe_cast_to('decimal', json_text('told_record', ['total'])) }}
            as total_minor,
        {{ safe_cast_to('decimal', json_text('told_record', ['amount_paid'])) }}
            as paid_minor,
        {{ safe_cast_to('epoch_seconds', json_text('told_record', ['created'])) }}
            as source_created_at
    from set_aside
    where
        source_object = 'invoice'
        and is_standing
        and {{ json_text('told_record', ['status']) }}
        in ('open', 'paid', 'uncollectible')

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

),

claimed as (

    select
        parts.*,
        invoices.currency_code,
        invoices.source_created_at as claimed_at,
        false as is_set_aside

    from parts

    inner join invoices
        on
            parts.connection = invoices.connection
            and parts.record_id = invoices.record_id
    {% for metric, (entity, amount) in told_whole.items() %}
    union all

    select
        connection,
        record_id,
        '{{ metric }}' as metric,
        '{{ entity }}' as entity,
        'invoice' as thing_object,
        record_id as thing_record_id,
        cast(
            {{ stripe_major_units(amount ~ '_minor', 'lower(currency_code)') }}
            as decimal(38, 4)
        ) as amount,
        currency_code,
        source_created_at as claimed_at,
        true as is_set_aside
    from invoices_aside
    {% endfor %}
)

select
    'stripe' as source_system,
    claimed.*,
    'invoice' as source_object,
    claimed.currency_code as claimed_currency_code,
    claimed.amount as claimed_amount,
    cast(date_trunc('month', claimed.claimed_at) as date) as period_start_date

from claimed
