with

accounts as (

    select * from {{ ref('stg_salesforce__accounts') }}

),

users as (

    select * from {{ ref('stg_salesforce__users') }}

),

accounts_of_salesforce as (

    select
        accounts.*,
        'salesforce' as source_system,
        'Account' as source_object,
        {{ salesforce_entered_by('users') }} as entered_by,
        {{ synced([('hubspot', 'accounts.hubspot_company_id')]) }} as synced_record_ids

    from accounts

    left join users
        on
            accounts.connection = users.connection
            and accounts.created_by_id = users.record_id

)

{{ conform('accounts', 'accounts_of_salesforce', without=['other_domains']) }}
