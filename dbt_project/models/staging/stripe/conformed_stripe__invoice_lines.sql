with

invoice_line_items as (

    select * from {{ ref('stg_stripe__invoice_line_items') }}

),

invoices as (

    select * from {{ ref('stg_stripe__invoices') }}

),

lines as (

    select
        invoice_line_items.*,
        {{ json_text('invoice_line_items.price', ['product']) }} as source_product_id,
        {{ json_text('invoice_line_items.price', ['recurring', 'interval']) }}
            as told_unit,
        {{ safe_cast_to('integer', json_text(
            'invoice_line_items.price', ['recurring', 'interval_count']
        )) }} as told_count,
        cast({{ json_text('invoice_line_items.price', ['unit_amount']) }}
            as decimal(18, 4)) as unit_minor,
        {{ json_text('invoice_line_items.period', ['start']) }} as period_start,
        {{ json_text('invoice_line_items.period', ['end']) }} as period_end,
        invoices.source_created_at

    from invoice_line_items

    left join invoices
        on
            invoice_line_items.connection = invoices.connection
            and invoice_line_items.source_invoice_id = invoices.record_id

),

invoice_lines_of_stripe as (

    select
        lines.connection,
        lines.record_id,
        lines.merged_into_id,
        lines.first_load_id,
        lines.load_id,
        'stripe' as source_system,
        'line_item' as source_object,
        lines.source_invoice_id,
        lines.source_product_id,
        lines.source_subscription_id,
        lines.description,
        upper(lines.currency_code) as currency_code,
        lines.quantity,
        {{ stripe_major_units('lines.amount_minor', 'lines.currency_code') }}
            as amount,
        case
            when lines.told_unit in ('day', 'week', 'month', 'year')
                then lines.told_unit
        end as billing_interval,
        case
            when lines.told_unit in ('day', 'week', 'month', 'year')
                then lines.told_count
        end as billing_interval_count,
        {{ stripe_major_units('lines.unit_minor', 'lines.currency_code') }}
            as unit_price_amount,
        lines.is_proration,
        {{ safe_cast_to('epoch_seconds', 'lines.period_start') }} as period_start_at,
        {{ safe_cast_to('epoch_seconds', 'lines.period_end') }} as period_end_at,
        lines.is_deleted,
        lines.deleted_at,
        lines.source_created_at

    from lines

)

{{ conform('invoice_lines', 'invoice_lines_of_stripe', without=['source_changed_at']) }}
