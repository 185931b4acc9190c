with

form_submissions as (

    select * from {{ ref('stg_hubspot__form_submissions') }}

),

forms as (

    select * from {{ ref('stg_hubspot__forms') }}

),

marketing_event_participations as (

    select * from {{ ref('stg_hubspot__marketing_event_participations') }}

),

marketing_events as (

    select * from {{ ref('stg_hubspot__marketing_events') }}

),

contact_addresses as (

    select * from {{ ref('conformed_hubspot__contact_addresses') }}

),

submissions as (

    select
        form_submissions.*,
        'form_submissions' as source_object,
        contact_addresses.source_person_id,
        'form_submission' as touch_type,
        forms.form_name as asset

    from form_submissions

    left join forms
        on
            form_submissions.connection = forms.connection
            and form_submissions.source_form_id = forms.record_id

    left join contact_addresses
        on
            form_submissions.connection = contact_addresses.connection
            and contact_addresses.address
            = {{ normalised_address('form_submissions.email') }}

),

attendances as (

    select
        marketing_event_participations.*,
        'marketing_event_participations' as source_object,
        case marketing_event_participations.attendance_state
            when 'REGISTERED' then 'event_registered'
            when 'ATTENDED' then 'event_attended'
        end as touch_type,
        marketing_events.event_name as asset

    from marketing_event_participations

    left join marketing_events
        on
            marketing_event_participations.connection = marketing_events.connection
            and marketing_events.record_id
            = marketing_event_participations.source_event_id

    where marketing_event_participations.attendance_state in ('REGISTERED', 'ATTENDED')

),

marketing_touches as (
    {% for touches in ['submissions', 'attendances'] %}
    select
        connection,
        record_id,
        merged_into_id,
        first_load_id,
        load_id,
        source_object,
        source_person_id,
        touch_type,
        asset,
        is_deleted,
        deleted_at,
        touched_at,
        'hubspot' as source_system,
        'contacts' as source_person_object,
        'marketing' as side,
        false as is_automatic,
        touched_at as source_created_at

    from {{ touches }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

{{ conform('touches', 'marketing_touches', without=[
    'source_changed_at', 'source_account_id', 'source_opportunity_id', 'source_user_id',
    'source_campaign_id', 'outcome', 'source_outcome', 'source_author', 'source_medium', 'duration_seconds',
]) }}
