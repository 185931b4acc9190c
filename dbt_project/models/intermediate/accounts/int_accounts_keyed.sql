with recursive

accounts as (

    select * from {{ ref('int_accounts_unioned') }}

),

customers as (

    select * from {{ ref('int_customers_unioned') }}

),

records as (

    select
        source_system,
        connection,
        source_object,
        record_id,
        merged_into_id,
        first_load_id,
        synced_record_ids,
        concat_ws(';', domain, other_domains) as stated_domains,
        is_deleted,
        first_created_at,
        source_created_at

    from accounts

    union all

    select
        source_system,
        connection,
        source_object,
        record_id,
        merged_into_id,
        first_load_id,
        synced_record_ids,
        split_part({{ normalised_address('email') }}, '@', 2) as stated_domains,
        is_deleted,
        first_created_at,
        source_created_at

    from customers

),

identified as (

    select
        {{ record_key('accounts') }} as record_key,
        case
            when merged_into_id is not null
                then {{ record_key('accounts', id='merged_into_id') }}
        end as merged_key,
        records.*

    from records

),

{{ followed_merges('identified') }},

keyed as (

    select
        identified.record_key,
        case
            when not identified.is_deleted then identified.record_key
            else survivors.survivor_key
        end as standing_key,
        identified.merged_key,
        identified.source_system,
        identified.connection,
        identified.source_object,
        identified.record_id,
        identified.first_load_id,
        cast(split_part(identified.first_load_id, '-', 1) as bigint)
            as first_refresh_number,
        identified.synced_record_ids,
        identified.stated_domains,
        identified.is_deleted,
        identified.first_created_at,
        identified.source_created_at

    from identified

    left join survivors
        on identified.record_key = survivors.record_key

)

select * from keyed
