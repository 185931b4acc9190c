with recursive

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

records as (

    select
        {{ record_key('opportunities') }} as record_key,
        case
            when merged_into_id is not null
                then {{ record_key('opportunities', id='merged_into_id') }}
        end as merged_key,
        source_system,
        connection,
        source_object,
        record_id,
        first_load_id,
        synced_record_ids,
        is_deleted,
        first_created_at,
        source_created_at

    from opportunities

),

{{ followed_merges('records') }},

keyed as (

    select
        records.record_key,
        case
            when not records.is_deleted then records.record_key
            else survivors.survivor_key
        end as standing_key,
        records.merged_key,
        records.source_system,
        records.connection,
        records.source_object,
        records.record_id,
        records.first_load_id,
        cast(split_part(records.first_load_id, '-', 1) as bigint)
            as first_refresh_number,
        records.synced_record_ids,
        records.is_deleted,
        records.first_created_at,
        records.source_created_at

    from records

    left join survivors
        on records.record_key = survivors.record_key

)

select * from keyed
