with

accounts as (

    select * from {{ ref('stg_salesforce__accounts') }}

),

accounts_of_salesforce as (

    select
        accounts.*,
        'salesforce' as source_system,
        'Account' as source_object,
        {{ synced([('hubspot', 'accounts.hubspot_company_id')]) }} as synced_record_ids

    from accounts

)

{{ conform('accounts', 'accounts_of_salesforce', without=['other_domains']) }}
