with

invoices as (

    select * from {{ ref('stg_stripe__invoices') }}

),

discounts as (

    select
        invoices.connection,
        invoices.record_id,
        sum(
            cast({{ json_text('elements.element', ['amount']) }} as decimal(24, 4))
        ) as discount_minor

    from invoices

    cross join
        lateral {{ json_elements('invoices.total_discount_amounts') }}
            as elements (element)

    group by invoices.connection, invoices.record_id

),

reached as (

    select
        invoices.*,
        coalesce(discounts.discount_minor, 0) as discount_minor,
        {{ json_text('invoices.status_transitions', ['finalized_at']) }} as finalized,
        {{ json_text('invoices.status_transitions', ['paid_at']) }} as paid,
        {{ json_text('invoices.status_transitions', ['voided_at']) }} as voided

    from invoices

    left join discounts
        on
            invoices.connection = discounts.connection
            and invoices.record_id = discounts.record_id

),

invoices_of_stripe as (

    select
        reached.connection,
        reached.record_id,
        reached.merged_into_id,
        reached.first_load_id,
        reached.load_id,
        'stripe' as source_system,
        'invoice' as source_object,
        reached.source_customer_id,
        reached.source_subscription_id,
        nullif({{ json_text('reached.metadata', ['opportunity_id']) }}, '')
            as synced_record_ids,
        reached.invoice_number,
        reached.status,
        upper(reached.currency_code) as currency_code,
        {{ stripe_major_units('reached.subtotal_minor', 'reached.currency_code') }}
            as subtotal_amount,
        {{ stripe_major_units('reached.discount_minor', 'reached.currency_code') }}
            as discount_amount,
        {{ stripe_major_units('reached.tax_minor', 'reached.currency_code') }}
            as tax_amount,
        {{ stripe_major_units('reached.total_minor', 'reached.currency_code') }}
            as total_amount,
        {{ stripe_major_units('reached.paid_minor', 'reached.currency_code') }}
            as paid_amount,
        {{ stripe_major_units('reached.due_minor', 'reached.currency_code') }}
            as due_amount,
        {{ safe_cast_to('epoch_seconds', 'reached.finalized') }} as issued_at,
        {{ safe_cast_to('epoch_seconds', 'reached.paid') }} as paid_at,
        {{ safe_cast_to('epoch_seconds', 'reached.voided') }} as voided_at,
        reached.due_at,
        reached.is_deleted,
        reached.deleted_at,
        reached.source_created_at

    from reached

)

{{ conform('invoices', 'invoices_of_stripe', without=['source_changed_at']) }}
