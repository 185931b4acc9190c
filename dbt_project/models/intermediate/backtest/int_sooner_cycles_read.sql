{% set mql_rank = 2 %}

with

cycles as (

    select * from {{ ref('int_cycles_opened_sooner') }}

),

events as (

    select * from {{ ref('int_stage_events_ordered') }}

),

-- What happened at that very instant lies in the cycle if its stage comes later.
in_cycles as (

    select
        cycles.definition_version,
        events.*,
        case
            when events.is_opportunity then row_number() over (
                partition by
                    cycles.definition_version, events.person_number,
                    events.segment_number, events.is_opportunity
                order by
                    events.event_at,
                    events.opportunity_id asc nulls last
            )
        end as deal_rank

    from cycles

    inner join events
        on
            cycles.read_by = events.read_by
            and cycles.person_number = events.person_number
            and cycles.segment_number = events.segment_number
            and (
                events.event_at > cycles.lead_at
                or (
                    events.event_at = cycles.lead_at
                    and events.stage_rank > {{ mql_rank }}
                )
            )

),

firsts as (

    select
        definition_version,
        person_number,
        segment_number,
        min(event_order) as opening_order,
        max(case when deal_rank = 1 then opportunity_id end) as opportunity_id,
        min(case when is_sql then event_at end) as sql_at

    from in_cycles

    group by
        definition_version,
        person_number,
        segment_number

)

select
    cycles.definition_version,
    cycles.read_by,
    cycles.person_number,
    cycles.segment_number,
    firsts.opening_order,
    cycles.lead_id,
    firsts.opportunity_id,
    {{ mql_rank }} as opening_rank,
    cycles.lead_at,
    cycles.lead_at as mql_at,
    firsts.sql_at

from cycles

left join firsts
    on
        cycles.definition_version = firsts.definition_version
        and cycles.person_number = firsts.person_number
        and cycles.segment_number = firsts.segment_number
