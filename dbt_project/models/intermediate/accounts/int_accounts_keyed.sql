with recursive

accounts as (

    select * from {{ ref('int_accounts_unioned') }}

),

customers as (

    select * from {{ ref('int_customers_unioned') }}

),

records as (

    select
        'accounts' as entity,
        source_system,
        connection,
        source_object,
        record_id,
        merged_into_id,
        first_load_id,
        synced_record_ids,
        concat_ws(';', domain, other_domains) as stated_domains,
        is_deleted,
        first_created_at,
        source_created_at

    from accounts

    union all

    select
        'customers' as entity,
        source_system,
        connection,
        source_object,
        record_id,
        merged_into_id,
        first_load_id,
        synced_record_ids,
        split_part({{ normalised_address('email') }}, '@', 2) as stated_domains,
        is_deleted,
        first_created_at,
        source_created_at

    from customers

),

{{ keyed_records('records', kept=['stated_domains']) }}

select * from keyed
