with

lines as (

    select * from {{ ref('int_opportunity_lines_unioned') }}
    where not is_deleted

),

clustered as (

    select * from {{ ref('int_opportunities_clustered') }}

),

survived as (

    select * from {{ ref('int_opportunities_survived') }}

),

products as (

    select * from {{ ref('int_products_keyed') }}

),

amount_connections as (

    select
        survived.opportunity_id,
        clustered.source_system,
        clustered.connection

    from survived

    inner join clustered
        on survived.amount_record_key = clustered.record_key

),

-- A deal's lines are those of the connection whose amount counts: two systems' lines are one sale.
valued as (

    select
        {{ record_key('opportunity_lines', 'lines') }} as opportunity_line_id,
        amount_connections.opportunity_id,
        products.product_id,
        lines.source_system,
        lines.connection,
        lines.source_object,
        lines.record_id,
        lines.currency_code,
        lines.quantity,
        lines.unit_price_amount,
        lines.amount,
        case
            when products.is_recurring
                then {{ per_year(
                    'lines.amount', 'products.billing_interval',
                    'products.billing_interval_count'
                ) }}
            else 0
        end as recurring_amount,
        coalesce(products.is_recurring, false) as is_recurring

    from lines

    inner join clustered
        on
            lines.source_system = clustered.source_system
            and lines.connection = clustered.connection
            and lines.source_opportunity_id = clustered.record_id

    inner join amount_connections
        on
            clustered.opportunity_id = amount_connections.opportunity_id
            and clustered.source_system = amount_connections.source_system
            and clustered.connection = amount_connections.connection

    left join products
        on
            lines.source_system = products.source_system
            and lines.connection = products.connection
            and lines.source_product_id = products.record_id

    where clustered.standing_key is not null

)

select * from valued
