with

users as (

    select * from {{ ref('stg_salesforce__users') }}

),

user_roles as (

    select * from {{ ref('stg_salesforce__user_roles') }}

),

users_of_salesforce as (

    select
        users.*,
        'salesforce' as source_system,
        'User' as source_object,
        coalesce(user_roles.role_name, users.title) as role,
        users.department as team

    from users

    left join user_roles
        on
            users.connection = user_roles.connection
            and users.source_role_id = user_roles.record_id

)

{{ conform('users', 'users_of_salesforce') }}
