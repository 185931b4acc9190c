with

held as (

    select * from {{ ref('int_records_held') }}
    where
        entity = 'opportunities'
        and record_order = 1

),

users as (

    select
        *,
        'owner' as field

    from {{ ref('int_users_clustered') }}

),

stages as (

    select
        *,
        'stage' as field

    from {{ ref('int_opportunity_stages_dated') }}

),

told as (

    select * from {{ ref('int_opportunity_values_dated') }}

),

-- Two records of a system may call a stage or a user otherwise and mean the same.
known as (

    select
        told.opportunity_id as thing_id,
        held.source_system,
        told.field,
        case
            when told.told_value is null then null
            when told.field = 'stage' then stages.opportunity_stage
            when told.field = 'owner' then users.user_id
            when
                told.field = 'amount'
                then cast(
                    {{ safe_cast_to('decimal', 'told.told_value') }} as text
                )
            else told.told_value
        end as value,
        told.valid_from_at

    from told

    inner join held
        on told.record_key = held.record_key

    left join stages
        on
            told.record_key = stages.record_key
            and told.valid_from_at = stages.valid_from_at
            and told.field = stages.field

    left join users
        on
            held.source_system = users.source_system
            and held.connection = users.connection
            and told.told_value = users.record_id
            and told.field = users.field

),

changed as (

    select
        *,
        lag(value) over (
            partition by thing_id, source_system, field
            order by valid_from_at
        ) as value_before,
        row_number() over (
            partition by thing_id, source_system, field
            order by valid_from_at
        ) as value_number

    from known

),

dated as (

    select
        'opportunities' as entity,
        thing_id,
        source_system,
        field,
        value,
        value_number > 1 as is_change,
        valid_from_at,
        lead(valid_from_at) over (
            partition by thing_id, source_system, field
            order by valid_from_at
        ) as valid_to_at

    from changed

    where
        value_number = 1
        or value is distinct from value_before

)

select * from dated
