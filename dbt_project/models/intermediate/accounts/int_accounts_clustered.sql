with recursive

records as (

    select * from {{ ref('int_accounts_keyed') }}

),

registered as (

    select * from {{ ref('registry_accounts') }}

),

linked as (

    select
        record_key,
        linked_key

    from {{ ref('int_accounts_linked') }}

),

{{ connected_components('linked') }},

-- The first record of a cluster names it, in the order in which the registry met them.
clustered as (

    select
        records.record_key,
        first_value(records.record_key) over (
            partition by coalesce(components.component, records.record_key)
            order by
                registered.first_refresh_number,
                registered.source_created_at asc nulls last,
                registered.source_system,
                registered.connection,
                registered.source_object,
                registered.record_id
        ) as account_id,
        records.standing_key,
        records.source_system,
        records.connection,
        records.source_object,
        records.record_id,
        records.first_load_id,
        records.first_refresh_number,
        records.is_deleted,
        records.source_created_at

    from records

    inner join registered
        on records.record_key = registered.record_key

    left join components
        on records.record_key = components.record_key

),

-- What only records gone without merge speak of is in no dimension and no fact.
presence as (

    select
        clustered.*,
        bool_or(not is_deleted) over (partition by account_id) as is_present

    from clustered

)

select * from presence
