with

records as (

    select * from {{ ref('int_opportunities_keyed') }}

),

registered as (

    select * from {{ ref('registry_opportunities') }}

),

{{ record_links('records') }},

{{ distinct_links(['merge_links', 'sync_links']) }},

{{ chosen_links('distinct_links', 'records', 'registered') }}

select * from chosen_links
