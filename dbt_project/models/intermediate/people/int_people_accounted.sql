{% set fields = ['source_account_id'] %}

with

people as (

    select * from {{ ref('int_people_unioned') }}
    where not is_deleted

),

clustered as (

    select * from {{ ref('int_people_clustered') }}

),

accounts as (

    select * from {{ ref('int_accounts_clustered') }}
    where is_present

),

survived as (

    select * from {{ ref('int_people_survived') }}

),

account_domains as (

    select * from {{ ref('int_accounts_domained') }}

),

{{ survivorship_ranks('people', 'people', fields) }},

pointed as (

    select
        clustered.person_id,
        accounts.account_id,
        system_ranks.source_account_id_rank,
        {{ record_order('clustered.person_id', 'people') }}

    from people

    inner join clustered
        on
            people.source_system = clustered.source_system
            and people.connection = clustered.connection
            and people.source_object = clustered.source_object
            and people.record_id = clustered.record_id

    inner join accounts
        on
            people.source_system = accounts.source_system
            and people.connection = accounts.connection
            and accounts.entity = case
                when people.record_kind = 'customer' then 'customers'
                else 'accounts'
            end
            and coalesce(people.source_account_id, people.converted_account_id)
            = accounts.record_id

    inner join system_ranks
        on people.source_system = system_ranks.source_system

),

by_pointer as (

    select
        person_id,
        {{ surviving('account_id', ranked_by='source_account_id') }} as account_id

    from pointed

    group by person_id

),

-- A record that is gone without merge may hold the domain of another company than it hangs on.
domain_owners as (

    select
        account_domains.domain,
        min(accounts.account_id) as account_id

    from account_domains

    inner join accounts
        on account_domains.record_key = accounts.record_key

    where accounts.standing_key is not null

    group by account_domains.domain

),

accounted as (

    select
        survived.person_id,
        coalesce(by_pointer.account_id, domain_owners.account_id) as account_id

    from survived

    left join by_pointer
        on survived.person_id = by_pointer.person_id

    left join domain_owners
        on
            split_part({{ normalised_address('survived.email') }}, '@', 2)
            = domain_owners.domain

)

select * from accounted
