with

lines as (

    select * from {{ ref('int_invoice_lines_unioned') }}
    where not is_deleted

),

invoices as (

    select * from {{ ref('int_invoices_identified') }}

),

products as (

    select * from {{ ref('int_products_keyed') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

)

select
    {{ record_key('invoice_lines', 'lines') }} as invoice_line_id,
    invoices.invoice_id,
    invoices.account_id,
    products.product_id,
    lines.source_system,
    lines.connection,
    lines.record_id,
    lines.currency_code,
    lines.quantity,
    lines.amount,
    coalesce(lines.is_proration, false) as is_proration,
    {{ local_date('lines.period_start_at', 'settings.time_zone') }}
        as period_start_date,
    {{ local_date('lines.period_end_at', 'settings.time_zone') }} as period_end_date,
    lines.period_start_at,
    lines.period_end_at

from lines

inner join invoices
    on
        lines.source_system = invoices.source_system
        and lines.connection = invoices.connection
        and lines.source_invoice_id = invoices.record_id

left join products
    on
        lines.source_system = products.source_system
        and lines.connection = products.connection
        and lines.source_product_id = products.record_id

cross join settings
