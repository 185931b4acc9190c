with

landed as (

    select * from {{ ref('int_records_landed') }}

),

told as (

    select * from {{ ref('int_records_told') }}

),

quarantined as (

    select
        source_system,
        connection,
        source_object,
        record_id
    from {{ ref('stg_control__quarantined') }}

),

judged as (

    select
        landed.source_system,
        landed.connection,
        landed.source_object,
        landed.record_id,
        landed.merged_into_id,
        quarantined.record_id is not null as is_newer_set_aside,
        coalesce(
            substr(told.told, 3),
            case
                when landed.is_deleted and landed.merged_into_id is not null
                    then 'merged|told by the record it was merged into'
                when landed.is_deleted then 'deleted|deleted'
                when landed.unread_reason is not null
                    then 'kept_out|' || landed.unread_reason
                when landed.is_label then 'in_fact|columns of other facts'
                else 'unaccounted|found nowhere'
            end
        ) as fate

    from landed

    left join told
        on
            landed.source_system = told.source_system
            and landed.connection = told.connection
            and landed.source_object = told.source_object
            and landed.record_id = told.record_id

    left join quarantined
        on
            landed.source_system = quarantined.source_system
            and landed.connection = quarantined.connection
            and landed.source_object = quarantined.source_object
            and landed.record_id = quarantined.record_id

),

-- A record that landing set aside, and of which no version landed.
never_landed as (

    select quarantined.*

    from quarantined

    left join landed
        on
            quarantined.source_system = landed.source_system
            and quarantined.connection = landed.connection
            and quarantined.source_object = landed.source_object
            and quarantined.record_id = landed.record_id

    where landed.record_id is null

),

accounted as (

    select
        source_system,
        connection,
        source_object,
        record_id,
        merged_into_id,
        is_newer_set_aside,
        split_part(fate, '|', 1) as fate,
        split_part(fate, '|', 2) as detail
    from judged

    union all

    select
        source_system,
        connection,
        source_object,
        record_id,
        cast(null as text) as merged_into_id,
        false as is_newer_set_aside,
        'quarantined' as fate,
        'set aside in landing' as detail
    from never_landed

)

select * from accounted
