with

spaced as (

    select * from {{ ref('int_person_events_spaced') }}

),

-- A segment ends after an event that closes a cycle and where the person fell silent.
segmented as (

    select
        spaced.*,
        silence_count + coalesce(
            sum(case when closes_cycle then 1 else 0 end) over (
                partition by judged_by, person_id
                order by
                    event_at, stage_rank, event, source_system, source_object,
                    record_id, connection
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as segment_number

    from spaced

)

select * from segmented
