with

owners as (

    select * from {{ ref('stg_hubspot__owners') }}

),

teams as (

    select
        owners.connection,
        owners.record_id,
        {{ json_text('elements.element', ['name']) }} as team,
        {{ json_text('elements.element', ['primary']) }} = 'true' as is_primary

    from owners

    cross join
        lateral {{ json_elements('owners.teams') }} as elements (element)

),

primary_teams as (

    select
        connection,
        record_id,
        min(team) as team

    from teams

    where is_primary

    group by connection, record_id

),

users_of_hubspot as (

    select
        owners.*,
        'hubspot' as source_system,
        'owners' as source_object,
        coalesce(primary_teams.team, {{ json_text('owners.teams', [0, 'name']) }})
            as team,
        not owners.is_archived as is_active

    from owners

    left join primary_teams
        on
            owners.connection = primary_teams.connection
            and owners.record_id = primary_teams.record_id

)

{{ conform('users', 'users_of_hubspot', without=[
    'role', 'manager_source_user_id', 'time_zone',
]) }}
