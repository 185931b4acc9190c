with

companies as (

    select * from {{ ref('stg_hubspot__companies') }}

),

accounts_of_hubspot as (

    select
        companies.*,
        'hubspot' as source_system,
        'companies' as source_object,
        {{ hubspot_entered_by('companies.object_source') }} as entered_by,
        {{ synced([('salesforce', 'companies.salesforce_account_id')]) }}
            as synced_record_ids

    from companies

)

{{ conform('accounts', 'accounts_of_hubspot') }}
