with

leads as (

    select * from {{ ref('stg_salesforce__leads') }}

),

lead_history as (

    select * from {{ ref('stg_salesforce__lead_history') }}

),

-- A change of owner is two rows: one of ids, one of names.
changes as (

    select
        connection,
        record_id,
        source_person_id as record_key,
        first_load_id,
        load_id,
        case field when 'Owner' then 'owner' else 'email' end as field,
        old_value,
        new_value,
        changed_at

    from lead_history

    where (field = 'Owner' and value_type = 'EntityId') or field = 'Email'

),

present_values as (
    {% for field, value in {'owner': 'source_user_id', 'email': 'email'}.items() %}
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

person_changes_of_salesforce as (

    select
        tracked_values.*,
        'salesforce' as source_system,
        'LeadHistory' as source_object,
        tracked_values.record_key as source_person_id,
        'Lead' as source_person_object,
        false as is_deleted,
        tracked_values.changed_at as source_created_at

    from tracked_values

)

{{ conform('person_changes', 'person_changes_of_salesforce', without=[
    'deleted_at', 'merged_into_id', 'source_changed_at',
]) }}
