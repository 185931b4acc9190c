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

payments as (

    select
        charges.*,
        'charge' as source_object,
        cast(null as {{ dbt.type_string() }}) as source_payment_id,
        'payment' as payment_type,
        charges.failure_code as reason

    from charges

),

refunded as (

    select
        refunds.*,
        'refund' as source_object,
        charges.source_customer_id,
        charges.source_invoice_id,
        'refund' as payment_type

    from refunds

    left join charges
        on
            refunds.connection = charges.connection
            and refunds.source_payment_id = charges.record_id

),

credits as (

    select
        credit_notes.*,
        'credit_note' as source_object,
        cast(null as {{ dbt.type_string() }}) as source_payment_id,
        cast(null as {{ dbt.type_string() }}) as source_balance_transaction_id,
        'credit' as payment_type

    from credit_notes

),

movements as (
    {% for movements in ['payments', 'refunded', 'credits'] %}
    select
        connection,
        record_id,
        merged_into_id,
        first_load_id,
        load_id,
        source_object,
        source_customer_id,
        source_invoice_id,
        source_payment_id,
        source_balance_transaction_id,
        payment_type,
        status,
        reason,
        currency_code,
        amount_minor,
        is_deleted,
        deleted_at,
        source_created_at

    from {{ movements }}
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
