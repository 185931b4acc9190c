with

records as (

    select * from {{ ref('int_people_keyed') }}

),

people as (

    select * from {{ ref('int_people_unioned') }}

),

addresses as (

    select * from {{ ref('int_people_addressed') }}

),

{{ record_links('records') }},

converted as (

    select
        {{ record_key('people') }} as record_key,
        source_system,
        connection,
        converted_person_id

    from people

    where converted_person_id is not null

),

conversions as (

    select
        converted.record_key,
        contacts.record_key as linked_key,
        'conversion' as rule,
        1.00 as confidence

    from converted

    inner join records as contacts
        on
            converted.source_system = contacts.source_system
            and converted.connection = contacts.connection
            and converted.converted_person_id = contacts.record_id

),

-- All who share an address hang on the least of them: as many links as records.
address_hubs as (

    select
        record_key,
        min(record_key) over (partition by address) as linked_key,
        'address' as rule,
        0.95 as confidence

    from addresses

    where not is_shared

),

{{ distinct_links(['merge_links', 'sync_links', 'conversions', 'address_hubs']) }}

select * from distinct_links
