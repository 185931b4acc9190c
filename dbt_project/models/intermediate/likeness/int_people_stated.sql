with

grouped as (

    select * from {{ ref('int_people_grouped') }}

),

people as (

    select * from {{ ref('int_people_unioned') }}

),

accounts as (

    select * from {{ ref('int_accounts_clustered') }}

),

-- A billing customer may be a company by name and phone.
stated as (

    select
        grouped.record_key,
        grouped.group_key,
        {{ bare_text('people.first_name') }} as first_name,
        {{ bare_text('people.last_name') }} as last_name,
        regexp_replace(people.phone, '[^0-9]', '', 'g') as phone_digits,
        {{ bare_text('people.title') }} as title,
        {{ bare_text('people.city') }} as city,
        {{ bare_company('people.company_name') }} as company,
        {{ normalised_domain('people.website') }} as website_domain,
        accounts.account_id

    from grouped

    inner join people
        on
            grouped.source_system = people.source_system
            and grouped.connection = people.connection
            and grouped.source_object = people.source_object
            and grouped.record_id = people.record_id

    left join accounts
        on
            people.source_system = accounts.source_system
            and people.connection = accounts.connection
            and coalesce(people.source_account_id, people.converted_account_id)
            = accounts.record_id
            and accounts.entity = 'accounts'

    where
        not grouped.is_deleted
        and grouped.record_kind <> 'customer'

)

select * from stated
