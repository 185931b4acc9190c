with

association_targets as (

    select * from {{ ref('stg_hubspot__association_targets') }}

),

opportunity_people_of_hubspot as (

    select
        'hubspot' as source_system,
        connection,
        'deals/contacts' as source_object,
        source_from_id || '|' || source_to_id as record_id,
        source_from_id as source_opportunity_id,
        source_to_id as source_person_id,
        'contacts' as source_person_object,
        first_load_id,
        load_id,
        label as role,
        is_primary or count(*) over (partition by connection, source_from_id) = 1
            as is_primary,
        is_deleted,
        deleted_at

    from association_targets

    where association = 'deal_contact'

)

{{ conform('opportunity_people', 'opportunity_people_of_hubspot', without=[
    'merged_into_id', 'source_created_at', 'source_changed_at', 'associated_at',
]) }}
