{% set fields = {
    'role': 'role',
    'team': 'team',
    'manager_user_id': 'manager',
    'time_zone': 'time_zone',
    'is_active': 'is_active',
} %}

with

users as (

    select * from {{ ref('int_users_survived') }}

),

changes as (

    select * from {{ ref('int_user_changes_identified') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

-- A user whose beginning no record dates has been there since before anything known of them.
starts as (

    select
        user_id,
        first_seen_at as valid_from_at
    from users

    union distinct

    select
        changes.user_id,
        changes.changed_at as valid_from_at

    from changes

    inner join settings
        on changes.changed_at <= settings.as_of

    inner join users
        on changes.user_id = users.user_id

    where
        users.first_seen_at is null
        or changes.changed_at > users.first_seen_at

),

-- At each start the last change before it tells a field, else what the first change after it
-- replaced, else what the record says now.
valued as (

    select
        starts.user_id,
        starts.valid_from_at,
        {%- for column, field in fields.items() %}
        (
            array_agg(changes.new_value order by changes.changed_at desc) filter (
                where
                changes.field = '{{ field }}'
                and changes.changed_at <= starts.valid_from_at
            )
        )[1] as {{ column }}_before,
        (
            array_agg(changes.old_value order by changes.changed_at asc) filter (
                where
                changes.field = '{{ field }}'
                and (
                    starts.valid_from_at is null
                    or changes.changed_at > starts.valid_from_at
                )
            )
        )[1] as {{ column }}_after
        {{- "," if not loop.last }}
        {%- endfor %}

    from starts

    left join changes
        on starts.user_id = changes.user_id

    group by
        starts.user_id,
        starts.valid_from_at

),

spanned as (

    select
        md5(valued.user_id || '|' || coalesce(cast(valued.valid_from_at as text), ''))
            as user_period_id,
        valued.user_id,
        {%- for column in fields if column != 'is_active' %}
        coalesce(
            valued.{{ column }}_before, valued.{{ column }}_after, users.{{ column }}
        ) as {{ column }},
        {%- endfor %}
        coalesce(
            {{ boolean_of('valued.is_active_before') }},
            {{ boolean_of('valued.is_active_after') }},
            users.is_active
        ) as is_active,
        valued.valid_from_at,
        lead(valued.valid_from_at) over (
            partition by valued.user_id
            order by valued.valid_from_at asc nulls first
        ) as valid_to_at

    from valued

    inner join users
        on valued.user_id = users.user_id

)

select * from spanned
