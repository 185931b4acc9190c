with

contacts as (

    select * from {{ ref('stg_hubspot__contacts') }}

),

contact_property_history as (

    select * from {{ ref('stg_hubspot__contact_property_history') }}

),

addresses as (

    select
        connection,
        record_id,
        {{ normalised_address('email') }} as address

    from contacts

    union all

    select
        contacts.connection,
        contacts.record_id,
        {{ normalised_address('parts.part') }} as address

    from contacts

    cross join
        lateral unnest(string_to_array(contacts.other_emails, ';')) as parts (part)

    union all

    select
        connection,
        source_record_id as record_id,
        {{ normalised_address('value') }} as address

    from contact_property_history

    where property = 'email'

),

holders as (

    select
        addresses.connection,
        addresses.address,
        contacts.record_id,
        row_number() over (
            partition by addresses.connection, addresses.address
            order by contacts.is_deleted, contacts.source_created_at, contacts.record_id
        ) as holder_number

    from addresses

    inner join contacts
        on
            addresses.connection = contacts.connection
            and addresses.record_id = contacts.record_id

    where addresses.address is not null

),

contact_addresses as (

    select
        connection,
        address,
        record_id as source_person_id

    from holders

    where holder_number = 1

)

select * from contact_addresses
