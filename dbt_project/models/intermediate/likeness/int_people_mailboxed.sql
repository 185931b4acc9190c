with

grouped as (

    select * from {{ ref('int_people_grouped') }}

),

addresses as (

    select * from {{ ref('int_people_addressed') }}

),

domains as (

    select * from {{ ref('int_domains_judged') }}

),

stated as (

    select * from {{ ref('int_people_stated') }}

),

names as (

    select distinct
        group_key,
        first_name,
        last_name

    from stated

    where
        first_name is not null
        and last_name is not null

),

addressed as (

    select distinct
        grouped.group_key,
        addresses.address,
        translate(split_part(addresses.address, '@', 1), '_-+', '...') as local_part,
        {{ bare_text("split_part(addresses.address, '@', 1)") }} as letters,
        {{ bare_text("split_part(addresses.address, '@', 1)", has_umlauts=false) }}
            as spelled_letters,
        split_part(addresses.address, '@', 2) as domain,
        split_part(split_part(addresses.address, '@', 1), '+', 1) || '@'
        || split_part(addresses.address, '@', 2) as mailbox,
        addresses.is_shared

    from grouped

    inner join addresses
        on grouped.record_key = addresses.record_key

),

-- What a local part holds beside the name is what makes it somebody's own.
beside_names as (

    select
        addressed.group_key,
        addressed.address,
        min(
            least(
                length(
                    replace(
                        replace(addressed.letters, names.last_name, ''),
                        names.first_name,
                        ''
                    )
                ),
                length(
                    replace(
                        replace(addressed.spelled_letters, names.last_name, ''),
                        names.first_name,
                        ''
                    )
                )
            )
        ) as letter_count

    from addressed

    inner join names
        on addressed.group_key = names.group_key

    group by
        addressed.group_key,
        addressed.address

),

mailboxed as (

    select
        addressed.group_key,
        addressed.address,
        addressed.local_part,
        addressed.domain,
        addressed.mailbox,
        addressed.is_shared,
        coalesce(beside_names.letter_count >= 2, false) as has_own_local_part,
        not coalesce(domains.is_free_mail or domains.is_student, false) as is_at_work,
        coalesce(domains.is_internal, false) as is_internal

    from addressed

    left join beside_names
        on
            addressed.group_key = beside_names.group_key
            and addressed.address = beside_names.address

    left join domains
        on addressed.domain = domains.domain

)

select * from mailboxed
