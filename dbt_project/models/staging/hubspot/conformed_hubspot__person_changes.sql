{% set tracked = {
    'hubspot_owner_id': ('owner', 'source_user_id'),
    'hubspotscore': ('score', 'score'),
    'email': ('email', 'email'),
} %}

with recursive

contacts as (

    select * from {{ ref('stg_hubspot__contacts') }}

),

contact_property_history as (

    select * from {{ ref('stg_hubspot__contact_property_history') }}

),

{{ hubspot_changes('contact_property_history', 'contacts', tracked) }},

person_changes_of_hubspot as (

    select
        tracked_values.*,
        'hubspot' as source_system,
        'contacts' as source_object,
        tracked_values.record_key as source_person_id,
        'contacts' as source_person_object,
        false as is_deleted,
        tracked_values.changed_at as source_created_at

    from tracked_values

)

{{ conform('person_changes', 'person_changes_of_hubspot', without=[
    'deleted_at', 'merged_into_id', 'source_changed_at',
]) }}
