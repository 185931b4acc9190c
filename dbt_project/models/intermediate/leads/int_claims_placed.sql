with

claims as (

    select * from {{ ref('int_person_events_segmented') }}
    where
        judged_by = 'then'
        and claims is not null

),

cycle_events as (

    select * from {{ ref('int_cycle_events') }}
    where judged_by = 'then'

),

cycles as (

    select
        person_id,
        segment_number,
        cycle_number,
        lead_id

    from cycle_events

    where is_opening

),

-- A cycle has ended before a later segment begins.
numbered as (

    select
        claims.person_id,
        claims.source_system,
        claims.connection,
        claims.source_object,
        claims.record_id,
        claims.event,
        claims.claims,
        claims.stage_rank,
        claims.event_at,
        coalesce(
            max(
                case
                    when cycles.segment_number < claims.segment_number
                        then cycles.cycle_number
                end
            ),
            1
        ) as cycle_number

    from claims

    left join cycle_events
        on
            claims.person_id = cycle_events.person_id
            and claims.source_system = cycle_events.source_system
            and claims.connection = cycle_events.connection
            and claims.source_object = cycle_events.source_object
            and claims.record_id = cycle_events.record_id
            and claims.event = cycle_events.event
            and claims.claims = cycle_events.claims

    inner join cycles
        on claims.person_id = cycles.person_id

    where cycle_events.person_id is null

    group by
        claims.person_id,
        claims.source_system,
        claims.connection,
        claims.source_object,
        claims.record_id,
        claims.event,
        claims.claims,
        claims.stage_rank,
        claims.event_at

),

placed as (

    select
        cycles.lead_id,
        numbered.*

    from numbered

    inner join cycles
        on
            numbered.person_id = cycles.person_id
            and numbered.cycle_number = cycles.cycle_number

)

select * from placed
