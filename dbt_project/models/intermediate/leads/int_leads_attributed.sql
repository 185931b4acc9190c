with

cycle_events as (

    select * from {{ ref('int_cycle_events') }}

),

reasons as (

    select * from {{ ref('stg_definitions__rejection_reasons') }}

),

openings as (

    select
        judged_by,
        lead_id,
        person_id,
        channel,
        campaign_id,
        side,
        event_at as lead_at
    from cycle_events
    where is_opening

),

closings as (

    select
        judged_by,
        lead_id,
        closing_stage
    from cycle_events
    where closes_cycle

),

rejections as (

    select
        cycle_events.judged_by,
        cycle_events.lead_id,
        coalesce(reasons.reason, cycle_events.reason) as rejection_reason,
        row_number() over (
            partition by cycle_events.judged_by, cycle_events.lead_id
            order by cycle_events.event_number
        ) as rejection_rank

    from cycle_events

    left join reasons
        on
            cycle_events.definition_version = reasons.definition_version
            and cycle_events.reason = reasons.source_reason

    where cycle_events.is_rejected

),

owners as (

    select
        judged_by,
        lead_id,
        owner_user_id,
        row_number() over (
            partition by judged_by, lead_id
            order by event_number desc
        ) as owner_rank

    from cycle_events

    where owner_user_id is not null

),

attributed as (

    select
        openings.judged_by,
        openings.lead_id,
        openings.person_id,
        openings.campaign_id,
        owners.owner_user_id,
        openings.channel,
        openings.side,
        closings.closing_stage,
        rejections.rejection_reason,
        openings.lead_at

    from openings

    left join closings
        on
            openings.judged_by = closings.judged_by
            and openings.lead_id = closings.lead_id

    left join rejections
        on
            openings.judged_by = rejections.judged_by
            and openings.lead_id = rejections.lead_id
            and rejections.rejection_rank = 1

    left join owners
        on
            openings.judged_by = owners.judged_by
            and openings.lead_id = owners.lead_id
            and owners.owner_rank = 1

)

select * from attributed
