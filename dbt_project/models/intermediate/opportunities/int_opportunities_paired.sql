with

records as (

    select * from {{ ref('int_opportunities_keyed') }}

),

registered as (

    select * from {{ ref('registry_opportunities') }}

),

{{ record_links('records') }},

{{ paired_records('opportunities', ['merge_links', 'sync_links']) }},

{{ chosen_links('pairs', 'records', 'registered') }}

select * from chosen_links
