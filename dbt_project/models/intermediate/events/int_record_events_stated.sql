with

people as (

    select * from {{ ref('int_people_identified') }}

),

claims as (

    select * from {{ ref('int_lifecycle_changes_unioned') }}
    where not is_deleted

),

person_changes as (

    select * from {{ ref('int_person_changes_unioned') }}
    where not is_deleted

),

stated as (

    select
        'claim' as event,
        source_system,
        connection,
        source_object,
        record_id,
        source_person_object,
        source_person_id,
        field as claimed_field,
        new_value,
        reason,
        changed_at as event_at

    from claims

    union all

    select
        case field when 'owner' then 'owner_changed' else 'score_changed' end as event,
        source_system,
        connection,
        source_object,
        record_id,
        source_person_object,
        source_person_id,
        cast(null as text) as claimed_field,
        new_value,
        cast(null as text) as reason,
        changed_at as event_at

    from person_changes

    where field in ('owner', 'score')

    union all

    select
        'record_created' as event,
        source_system,
        connection,
        source_object,
        record_id,
        source_object as source_person_object,
        record_id as source_person_id,
        cast(null as text) as claimed_field,
        cast(null as text) as new_value,
        cast(null as text) as reason,
        source_created_at as event_at

    from people

    where
        not is_merged
        and record_kind <> 'customer'

)

select * from stated
