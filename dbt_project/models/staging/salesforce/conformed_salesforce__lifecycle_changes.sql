{% set tracked = {
    'Status': 'status',
    'IsConverted': "'false'",
    'Rejection_Reason__c': 'rejection_reason',
} %}

with

leads as (

    select * from {{ ref('stg_salesforce__leads') }}

),

lead_history as (

    select * from {{ ref('stg_salesforce__lead_history') }}

),

page_in_force as (

    select * from {{ ref('stg_definitions__page_in_force') }}

),

changes as (

    select
        connection,
        record_id,
        source_person_id as record_key,
        first_load_id,
        load_id,
        case field when 'leadConverted' then 'IsConverted' else field end as field,
        case field when 'leadConverted' then 'false' else old_value end as old_value,
        case field when 'leadConverted' then 'true' else new_value end as new_value,
        changed_at

    from lead_history

    where field in ('Status', 'leadConverted', 'Rejection_Reason__c')

    union all

    -- A conversion that no history tells is known by its day.
    select
        leads.connection,
        leads.record_id,
        leads.record_id as record_key,
        leads.first_load_id,
        leads.load_id,
        'IsConverted' as field,
        'false' as old_value,
        'true' as new_value,
        {{ midnight('leads.converted_date', 'page_in_force.time_zone') }} as changed_at

    from leads

    cross join page_in_force

    where
        leads.is_converted
        and not exists (
            select 1 from lead_history
            where
                leads.connection = lead_history.connection
                and leads.record_id = lead_history.source_person_id
                and lead_history.field = 'leadConverted'
        )

),

present_values as (
    {% for field, value in tracked.items() %}
    select
        connection,
        record_id as record_key,
        first_load_id,
        load_id,
        '{{ field }}' as field,
        {{ value }} as present_value,
        source_created_at

    from leads
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

{{ tracked_values('changes', 'present_values') }},

{{ claims_with_reason('tracked_values', 'Rejection_Reason__c') }},

lifecycle_changes_of_salesforce as (

    select
        claims_with_reason.*,
        'salesforce' as source_system,
        'LeadHistory' as source_object,
        claims_with_reason.record_key as source_person_id,
        'Lead' as source_person_object,
        false as is_deleted,
        claims_with_reason.changed_at as source_created_at

    from claims_with_reason

)

{{ conform('lifecycle_changes', 'lifecycle_changes_of_salesforce', without=[
    'deleted_at', 'merged_into_id', 'source_changed_at',
]) }}
