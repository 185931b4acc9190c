with

leads as (

    select * from {{ ref('stg_salesforce__leads') }}

),

contacts as (

    select * from {{ ref('stg_salesforce__contacts') }}

),

first_campaigns as (

    select * from {{ ref('conformed_salesforce__first_campaigns') }}

),

lead_history as (

    select * from {{ ref('stg_salesforce__lead_history') }}

),

users as (

    select * from {{ ref('stg_salesforce__users') }}

),

page_in_force as (

    select * from {{ ref('stg_definitions__page_in_force') }}

),

-- The record itself tells only the day of its conversion.
conversions as (

    select
        connection,
        source_person_id,
        min(changed_at) as converted_at

    from lead_history

    where field = 'leadConverted'

    group by connection, source_person_id

),

leads_as_people as (

    select
        leads.*,
        'salesforce' as source_system,
        'Lead' as source_object,
        'lead' as record_kind,
        {{ salesforce_entered_by('users') }} as entered_by,
        first_campaigns.source_campaign_id,
        {{ synced([('hubspot', 'leads.hubspot_contact_id')]) }} as synced_record_ids,
        coalesce(
            conversions.converted_at,
            {{ midnight('leads.converted_date', 'page_in_force.time_zone') }}
        ) as converted_at

    from leads

    cross join page_in_force

    left join first_campaigns
        on
            leads.connection = first_campaigns.connection
            and leads.record_id = first_campaigns.source_person_id

    left join conversions
        on
            leads.connection = conversions.connection
            and leads.record_id = conversions.source_person_id

    left join users
        on
            leads.connection = users.connection
            and leads.created_by_id = users.record_id

),

contacts_as_people as (

    select
        contacts.*,
        'salesforce' as source_system,
        'Contact' as source_object,
        'contact' as record_kind,
        {{ salesforce_entered_by('users') }} as entered_by,
        first_campaigns.source_campaign_id,
        {{ synced([('hubspot', 'contacts.hubspot_contact_id')]) }} as synced_record_ids,
        false as is_converted

    from contacts

    left join first_campaigns
        on
            contacts.connection = first_campaigns.connection
            and contacts.record_id = first_campaigns.source_person_id

    left join users
        on
            contacts.connection = users.connection
            and contacts.created_by_id = users.record_id

)

{{ conform('people', 'leads_as_people', without=[
    'source_account_id', 'lifecycle_stage', 'score',
]) }}

union all

{{ conform('people', 'contacts_as_people', without=[
    'company_name', 'website', 'status', 'lifecycle_stage', 'rejection_reason',
    'converted_person_id', 'converted_account_id', 'converted_opportunity_id', 'score',
    'converted_at',
]) }}
