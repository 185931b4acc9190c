with

lines as (

    select * from {{ ref('int_opportunity_lines_valued') }}

)

select
    opportunity_line_id,
    opportunity_id,
    product_id,
    source_system,
    connection,
    record_id,
    currency_code,
    quantity,
    unit_price_amount,
    amount,
    cast(recurring_amount as decimal(38, 4)) as recurring_amount,
    is_recurring

from lines
