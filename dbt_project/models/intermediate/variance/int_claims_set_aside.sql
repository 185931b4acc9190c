with

claimed_records as (

    select * from {{ ref('int_claimed_records_identified') }}

),

quarantined as (

    select
        source_system,
        connection,
        source_object,
        record_id
    from {{ ref('stg_control__quarantined') }}
    where record_id is not null

),

-- What landing holds of a record is its last good version; the system counts the one that was
-- set aside.
both_versions as (

    select
        claimed_records.metric,
        claimed_records.source_system,
        claimed_records.connection,
        claimed_records.source_object,
        claimed_records.record_id,
        claimed_records.month_start_date,
        case
            when claimed_records.is_set_aside then claimed_records.claimed_value
            else 0
        end as claimed_value,
        case
            when claimed_records.is_set_aside then 0
            else claimed_records.claimed_value
        end as landed_value

    from claimed_records

    inner join quarantined
        on
            claimed_records.source_system = quarantined.source_system
            and claimed_records.connection = quarantined.connection
            and lower(claimed_records.source_object) = quarantined.source_object
            and claimed_records.record_id = quarantined.record_id

),

compared as (

    select
        metric,
        source_system,
        connection,
        source_object,
        record_id,
        month_start_date,
        sum(claimed_value) as claimed_value,
        sum(landed_value) as landed_value

    from both_versions

    group by
        metric,
        source_system,
        connection,
        source_object,
        record_id,
        month_start_date

)

select * from compared
where claimed_value <> landed_value
