{% set fields = [
    'email', 'first_name', 'last_name', 'role', 'team', 'manager_source_user_id',
    'time_zone', 'is_active',
] %}

with

users as (

    select * from {{ ref('int_users_unioned') }}

),

clustered as (

    select * from {{ ref('int_users_clustered') }}

),

{{ survivorship_ranks('users', 'users', fields) }},

valued as (

    select
        clustered.user_id,
        {%- for field in fields
            if field not in ('manager_source_user_id', 'is_active') %}
        {{ unless_blank('users.' ~ field) }} as {{ field }},
        {%- endfor %}
        managers.user_id as manager_user_id,
        users.is_active and not users.is_deleted as is_active,
        users.source_created_at,
        {{ record_order('clustered.user_id', 'users') }},
        {%- for field in fields %}
        system_ranks.{{ field }}_rank
        {{- "," if not loop.last }}
        {%- endfor %}

    from users

    inner join clustered
        on
            users.source_system = clustered.source_system
            and users.connection = clustered.connection
            and users.source_object = clustered.source_object
            and users.record_id = clustered.record_id

    inner join system_ranks
        on users.source_system = system_ranks.source_system

    left join clustered as managers
        on
            users.source_system = managers.source_system
            and users.connection = managers.connection
            and users.manager_source_user_id = managers.record_id

),

survived as (

    select
        user_id,
        {%- for field in fields
            if field not in ('manager_source_user_id', 'is_active') %}
        {{ surviving(field) }} as {{ field }},
        {%- endfor %}
        {{ surviving('manager_user_id', 'manager_source_user_id') }} as manager_user_id,
        count(*) as source_record_count,
        coalesce({{ surviving('is_active') }}, false) as is_active,
        min(source_created_at) as first_seen_at

    from valued

    group by user_id

)

select * from survived
