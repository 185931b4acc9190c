with recursive

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

{{ paired_records('accounts', ['merge_links', 'sync_links', 'domain_links']) }},

{{ overridden_pairs('pairs', 'accounts') }},

{{ chosen_links('overridden_pairs', 'records', 'registered') }},

{{ parted_links('chosen_links', 'registered', 'overrides') }}

select * from parted_links
