with

records as (

    select * from {{ ref('int_accounts_keyed') }}

),

registered as (

    select * from {{ ref('registry_accounts') }}

),

domains as (

    select * from {{ ref('int_accounts_domained') }}

),

{{ record_links('records') }},

{{ hub_links('domain', 'domains', 'domain', 'records', 'registered') }},

{{ distinct_links(['merge_links', 'sync_links', 'domain_links']) }},

{{ chosen_links('distinct_links', 'records', 'registered') }}

select * from chosen_links
