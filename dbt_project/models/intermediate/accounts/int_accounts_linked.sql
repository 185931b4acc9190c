with

records as (

    select * from {{ ref('int_accounts_keyed') }}

),

domains as (

    select * from {{ ref('int_accounts_domained') }}

),

{{ record_links('records') }},

-- All who share a domain hang on the least of them: as many links as records.
domain_hubs as (

    select
        record_key,
        min(record_key) over (partition by domain) as linked_key,
        'domain' as rule,
        0.95 as confidence

    from domains

),

{{ distinct_links(['merge_links', 'sync_links', 'domain_hubs']) }}

select * from distinct_links
