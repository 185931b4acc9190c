with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

shared_mailboxes as (

    select * from {{ ref('stg_definitions__shared_mailboxes') }}

),

people as (

    select * from {{ ref('int_people_unioned') }}

),

person_changes as (

    select * from {{ ref('int_person_changes_unioned') }}
    where
        field = 'email'
        and not is_deleted

),

stated as (

    select
        {{ record_key('people') }} as record_key,
        email as stated_address

    from people

    where email is not null

    union all

    select
        {{ record_key('people') }} as record_key,
        unnest(string_to_array(other_emails, ';')) as stated_address

    from people

    where other_emails is not null

    union all

    select
        {{ record_key(
            'people', object='source_person_object', id='source_person_id'
        ) }} as record_key,
        old_value as stated_address

    from person_changes

    where old_value is not null

    union all

    select
        {{ record_key(
            'people', object='source_person_object', id='source_person_id'
        ) }} as record_key,
        new_value as stated_address

    from person_changes

    where new_value is not null

),

normalised as (

    select distinct
        record_key,
        {{ normalised_address('stated_address') }} as address

    from stated

),

-- What stands before a tag decides whether several people read the mailbox.
mailboxes as (

    select distinct shared_mailboxes.local_part

    from shared_mailboxes

    inner join settings
        on shared_mailboxes.definition_version = settings.definition_version

),

judged as (

    select
        normalised.record_key,
        normalised.address,
        mailboxes.local_part is not null as is_shared

    from normalised

    left join mailboxes
        on
            split_part(split_part(normalised.address, '@', 1), '+', 1)
            = mailboxes.local_part

    where normalised.address is not null

)

select * from judged
