with

records as (

    select * from {{ ref('int_opportunities_keyed') }}

),

{{ record_links('records') }},

{{ distinct_links(['merge_links', 'sync_links']) }}

select * from distinct_links
