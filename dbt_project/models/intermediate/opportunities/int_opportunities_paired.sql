with recursive

records as (

    select * from {{ ref('int_opportunities_keyed') }}

),

registered as (

    select * from {{ ref('registry_opportunities') }}

),

{{ record_links('records') }},

{{ paired_records('opportunities', ['merge_links', 'sync_links']) }},

{{ overridden_pairs('pairs', 'opportunities') }},

{{ chosen_links('overridden_pairs', 'records', 'registered') }},

{{ parted_links('chosen_links', 'registered', 'overrides') }}

select * from parted_links
