with

changes as (

    select * from {{ ref('int_user_changes_unioned') }}
    where
        not is_deleted
        and field in ('role', 'team', 'manager', 'is_active', 'time_zone')

),

clustered as (

    select * from {{ ref('int_users_clustered') }}

),

identified as (

    select
        clustered.user_id,
        changes.field,
        case
            when changes.field = 'manager' then old_managers.user_id
            else changes.old_value
        end as old_value,
        case
            when changes.field = 'manager' then new_managers.user_id
            else changes.new_value
        end as new_value,
        changes.changed_at,
        row_number() over (
            partition by clustered.user_id, changes.field, changes.changed_at
            order by
                changes.source_system,
                changes.connection,
                changes.source_object,
                changes.record_id desc
        ) as change_rank

    from changes

    inner join clustered
        on
            changes.source_system = clustered.source_system
            and changes.connection = clustered.connection
            and changes.source_user_id = clustered.record_id

    left join clustered as old_managers
        on
            changes.source_system = old_managers.source_system
            and changes.connection = old_managers.connection
            and changes.old_value = old_managers.record_id

    left join clustered as new_managers
        on
            changes.source_system = new_managers.source_system
            and changes.connection = new_managers.connection
            and changes.new_value = new_managers.record_id

)

select * from identified
where change_rank = 1
