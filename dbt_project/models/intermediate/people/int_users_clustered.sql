with

users as (

    select * from {{ ref('int_users_unioned') }}

),

keyed as (

    select
        {{ record_key('users') }} as record_key,
        source_system,
        connection,
        source_object,
        record_id,
        {{ normalised_address('email') }} as address,
        cast(split_part(first_load_id, '-', 1) as bigint) as first_refresh_number,
        first_created_at

    from users

),

clustered as (

    select
        record_key,
        first_value(record_key) over (
            partition by coalesce(address, record_key)
            order by
                first_refresh_number,
                first_created_at asc nulls last,
                source_system,
                connection,
                source_object,
                record_id
        ) as user_id,
        source_system,
        connection,
        source_object,
        record_id

    from keyed

)

select * from clustered
