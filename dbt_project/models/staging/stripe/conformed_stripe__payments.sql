{% set movements = {
    'charges': {
        'object': 'charge', 'payment_type': 'payment', 'of': 'charges', 'refunded': 'null',
    },
    'refunds': {
        'object': 'refund', 'payment_type': 'refund', 'of': 'charges',
        'refunded': 'refunds.source_payment_id',
    },
    'credit_notes': {
        'object': 'credit_note', 'payment_type': 'credit', 'of': 'credit_notes',
        'refunded': 'null',
    },
} %}

with

charges as (

    select * from {{ ref('stg_stripe__charges') }}

),

refunds as (

    select * from {{ ref('stg_stripe__refunds') }}

),

credit_notes as (

    select * from {{ ref('stg_stripe__credit_notes') }}

),

balance_transactions as (

    select * from {{ ref('stg_stripe__balance_transactions') }}

),

movements as (
    {% for movements, how in movements.items() %}
    select
        {{ movements }}.connection,
        {{ movements }}.record_id,
        {{ movements }}.merged_into_id,
        {{ movements }}.first_load_id,
        {{ movements }}.load_id,
        '{{ how.object }}' as source_object,
        {{ how.of }}.source_customer_id,
        {{ how.of }}.source_invoice_id,
        cast({{ how.refunded }} as text) as source_payment_id,
        {{ movements }}.source_balance_transaction_id,
        '{{ how.payment_type }}' as payment_type,
        {{ movements }}.status,
        {{ movements }}.reason,
        {{ movements }}.currency_code,
        {{ movements }}.amount_minor,
        {{ movements }}.is_deleted,
        {{ movements }}.deleted_at,
        {{ movements }}.source_created_at

    from {{ movements }}
    {% if movements == 'refunds' %}
    left join charges
        on
            refunds.connection = charges.connection
            and refunds.source_payment_id = charges.record_id
    {% endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

payments_of_stripe as (

    select
        movements.connection,
        movements.record_id,
        movements.merged_into_id,
        movements.first_load_id,
        movements.load_id,
        'stripe' as source_system,
        movements.source_object,
        movements.source_customer_id,
        movements.source_invoice_id,
        movements.source_payment_id,
        movements.payment_type,
        movements.status,
        case
            when movements.status in ('succeeded', 'issued') then 'succeeded'
            when movements.status in ('failed', 'canceled', 'void') then 'failed'
            else 'pending'
        end as outcome,
        movements.reason,
        upper(movements.currency_code) as currency_code,
        {{ stripe_major_units('movements.amount_minor', 'movements.currency_code') }}
            as amount,
        {{ stripe_major_units(
            'balance_transactions.fee_minor', 'balance_transactions.currency_code'
        ) }} as fee_amount,
        upper(balance_transactions.currency_code) as fee_currency_code,
        movements.is_deleted,
        movements.deleted_at,
        movements.source_created_at,
        movements.source_created_at as paid_at

    from movements

    left join balance_transactions
        on
            movements.connection = balance_transactions.connection
            and movements.source_balance_transaction_id = balance_transactions.record_id

)

{{ conform('payments', 'payments_of_stripe', without=['source_changed_at']) }}
