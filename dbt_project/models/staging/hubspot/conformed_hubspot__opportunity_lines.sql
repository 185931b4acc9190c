with

line_items as (

    select * from {{ ref('stg_hubspot__line_items') }}

),

association_targets as (

    select * from {{ ref('stg_hubspot__association_targets') }}

),

deal_lines as (

    select
        connection,
        source_to_id as source_line_id,
        min(source_from_id) as source_opportunity_id

    from association_targets

    where association = 'deal_line_item' and not is_deleted

    group by connection, source_to_id

),

opportunity_lines_of_hubspot as (

    select
        line_items.*,
        'hubspot' as source_system,
        'line_items' as source_object,
        deal_lines.source_opportunity_id

    from line_items

    left join deal_lines
        on
            line_items.connection = deal_lines.connection
            and line_items.record_id = deal_lines.source_line_id

)

{{ conform('opportunity_lines', 'opportunity_lines_of_hubspot') }}
