with recursive

records as (

    select * from {{ ref('int_people_keyed') }}

),

registered as (

    select * from {{ ref('registry_people') }}

),

linked as (

    select
        record_key,
        linked_key

    from {{ ref('int_people_paired') }}

    where decision = 'link'

),

{{ connected_components('linked') }},

-- A record that is gone without merge is like nobody: it may hang on a group, and lends it nothing.
grouped as (

    select
        records.record_key,
        first_value(records.record_key) over (
            partition by coalesce(components.component, records.record_key)
            order by
                records.is_deleted,
                {{ key_order('registered') }}
        ) as group_key,
        records.source_system,
        records.connection,
        records.source_object,
        records.record_id,
        records.record_kind,
        records.is_deleted

    from records

    inner join registered
        on records.record_key = registered.record_key

    left join components
        on records.record_key = components.record_key

    where records.standing_key is not null

)

select * from grouped
