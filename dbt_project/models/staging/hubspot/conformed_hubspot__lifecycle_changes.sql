{% set tracked = {
    'lifecyclestage': ('lifecyclestage', 'lifecycle_stage'),
    'hs_lead_status': ('hs_lead_status', 'status'),
    'rejection_reason': ('rejection_reason', 'rejection_reason'),
} %}

with recursive

contacts as (

    select * from {{ ref('stg_hubspot__contacts') }}

),

contact_property_history as (

    select * from {{ ref('stg_hubspot__contact_property_history') }}

),

{{ hubspot_changes('contact_property_history', 'contacts', tracked) }},

{{ claims_with_reason('tracked_values', 'rejection_reason') }},

lifecycle_changes_of_hubspot as (

    select
        claims_with_reason.*,
        'hubspot' as source_system,
        'contacts' as source_object,
        claims_with_reason.record_key as source_person_id,
        'contacts' as source_person_object,
        false as is_deleted,
        claims_with_reason.changed_at as source_created_at

    from claims_with_reason

)

{{ conform('lifecycle_changes', 'lifecycle_changes_of_hubspot', without=[
    'deleted_at', 'merged_into_id', 'source_changed_at',
]) }}
