with

owners as (

    select * from {{ ref('stg_hubspot__owners') }}

),

users_of_hubspot as (

    select
        owners.*,
        'hubspot' as source_system,
        'owners' as source_object,
        {{ json_text('owners.teams', [0, 'name']) }} as team,
        not owners.is_archived as is_active

    from owners

)

{{ conform('users', 'users_of_hubspot', without=[
    'role', 'manager_source_user_id', 'time_zone',
]) }}
