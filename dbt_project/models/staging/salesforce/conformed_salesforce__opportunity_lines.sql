with

opportunity_line_items as (

    select * from {{ ref('stg_salesforce__opportunity_line_items') }}

),

opportunity_lines_of_salesforce as (

    select
        opportunity_line_items.*,
        'salesforce' as source_system,
        'OpportunityLineItem' as source_object

    from opportunity_line_items

)

{{ conform('opportunity_lines', 'opportunity_lines_of_salesforce') }}
