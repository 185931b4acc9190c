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

merge_links as (

    select
        merged.record_key,
        survivors.record_key as linked_key,
        'merge' as rule,
        1.00 as confidence

    from records as merged

    inner join records as survivors
        on merged.merged_key = survivors.record_key

    where merged.is_deleted

),

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

pointers as (

    select
        {{ record_key('people') }} as record_key,
        trim(unnest(string_to_array(synced_record_ids, ';'))) as pointer

    from people

    where synced_record_ids is not null

),

syncs as (

    select
        pointers.record_key,
        named.record_key as linked_key,
        'sync' as rule,
        0.99 as confidence

    from pointers

    inner join records as named
        on
            split_part(pointers.pointer, ':', 1) = named.source_system
            and substr(pointers.pointer, strpos(pointers.pointer, ':') + 1)
            = named.record_id

    where named.standing_key is not null

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

linked as (

    select * from merge_links
    union all
    select * from conversions
    union all
    select * from syncs
    union all
    select * from address_hubs

),

distinct_links as (

    select distinct
        record_key,
        linked_key,
        rule,
        cast(confidence as decimal(5, 4)) as confidence

    from linked

    where record_key <> linked_key

)

select * from distinct_links
