with

contacts as (

    select * from {{ ref('stg_hubspot__contacts') }}

),

people_of_hubspot as (

    select
        contacts.*,
        'hubspot' as source_system,
        'contacts' as source_object,
        'contact' as record_kind,
        {{ hubspot_entered_by('contacts.object_source') }} as entered_by,
        {{ synced([
            ('salesforce', 'contacts.salesforce_lead_id'),
            ('salesforce', 'contacts.salesforce_contact_id'),
        ]) }} as synced_record_ids

    from contacts

)

{{ conform('people', 'people_of_hubspot', without=[
    'source_campaign_id', 'converted_person_id', 'converted_account_id',
    'converted_opportunity_id', 'is_converted', 'converted_at',
]) }}
