with recursive

records as (

    select * from {{ ref('int_people_keyed') }}

),

registered as (

    select * from {{ ref('registry_people') }}

),

people as (

    select * from {{ ref('int_people_unioned') }}

),

addresses as (

    select * from {{ ref('int_people_addressed') }}
    where not is_shared

),

{{ record_links('records') }},

converted as (

    select
        {{ record_key('people') }} as record_key,
        source_system,
        connection,
        converted_person_id

    from people

    where
        record_kind = 'lead'
        and converted_person_id is not null

),

conversion_links as (

    select
        converted.record_key,
        contacts.record_key as linked_key,
        'conversion' as rule

    from converted

    inner join records as contacts
        on
            converted.source_system = contacts.source_system
            and converted.connection = contacts.connection
            and converted.converted_person_id = contacts.record_id
            and contacts.record_kind = 'contact'

),

{{ hub_links('address', 'addresses', 'address', 'records', 'registered') }},

{{ paired_records(
    'people', ['merge_links', 'sync_links', 'conversion_links', 'address_links']
) }},

{{ overridden_pairs('pairs', 'people') }},

{{ chosen_links('overridden_pairs', 'records', 'registered') }},

{{ parted_links('chosen_links', 'registered', 'overrides') }}

select * from parted_links
