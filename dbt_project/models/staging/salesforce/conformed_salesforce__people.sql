with

leads as (

    select * from {{ ref('stg_salesforce__leads') }}

),

contacts as (

    select * from {{ ref('stg_salesforce__contacts') }}

),

campaign_members as (

    select * from {{ ref('stg_salesforce__campaign_members') }}

),

lead_history as (

    select * from {{ ref('stg_salesforce__lead_history') }}

),

memberships as (

    select
        connection,
        lead_id as source_person_id,
        source_campaign_id,
        source_created_at,
        record_id

    from campaign_members

    where lead_id is not null and not is_deleted

    union all

    select
        connection,
        contact_id as source_person_id,
        source_campaign_id,
        source_created_at,
        record_id

    from campaign_members

    where contact_id is not null and not is_deleted

),

memberships_in_order as (

    select
        *,
        row_number() over (
            partition by connection, source_person_id
            order by source_created_at, record_id
        ) as membership_number

    from memberships

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
        memberships_in_order.source_campaign_id,
        {{ synced([('hubspot', 'leads.hubspot_contact_id')]) }} as synced_record_ids,
        case
            when leads.is_converted then coalesce(
                conversions.converted_at,
                cast(leads.converted_date as timestamp)
            )
        end as converted_at

    from leads

    left join memberships_in_order
        on
            leads.connection = memberships_in_order.connection
            and leads.record_id = memberships_in_order.source_person_id
            and memberships_in_order.membership_number = 1

    left join conversions
        on
            leads.connection = conversions.connection
            and leads.record_id = conversions.source_person_id

),

contacts_as_people as (

    select
        contacts.*,
        'salesforce' as source_system,
        'Contact' as source_object,
        'contact' as record_kind,
        memberships_in_order.source_campaign_id,
        {{ synced([('hubspot', 'contacts.hubspot_contact_id')]) }} as synced_record_ids,
        false as is_converted

    from contacts

    left join memberships_in_order
        on
            contacts.connection = memberships_in_order.connection
            and contacts.record_id = memberships_in_order.source_person_id
            and memberships_in_order.membership_number = 1

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
