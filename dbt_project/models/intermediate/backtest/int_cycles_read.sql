{% set counted = ['mql', 'accepted', 'rejected', 'sql'] %}

with

events as (

    select * from {{ ref('int_stage_events_ordered') }}

),

opening_numbers as (

    select
        read_by,
        person_id,
        segment_number,
        min(event_number) as opening_number

    from events

    where opens_cycle

    group by
        read_by,
        person_id,
        segment_number

),

in_cycles as (

    select
        events.*,
        opening_numbers.opening_number,
        case
            when events.is_opportunity then row_number() over (
                partition by
                    events.read_by, events.person_id, events.segment_number,
                    events.is_opportunity
                order by
                    events.event_at,
                    events.opportunity_id asc nulls last
            )
        end as deal_rank

    from events

    inner join opening_numbers
        on
            events.read_by = opening_numbers.read_by
            and events.person_id = opening_numbers.person_id
            and events.segment_number = opening_numbers.segment_number

    where events.event_number >= opening_numbers.opening_number

),

cycles as (

    select
        read_by,
        person_id,
        segment_number,
        opening_number,
        max(case when event_number = opening_number then lead_id end) as lead_id,
        max(case when deal_rank = 1 then opportunity_id end) as opportunity_id,
        max(case when event_number = opening_number then stage_rank end)
            as opening_rank,
        min(event_at) as lead_at,
        {%- for stage in counted %}
        min(case when is_{{ stage }} then event_at end) as {{ stage }}_at
        {{- "," if not loop.last }}
        {%- endfor %}

    from in_cycles

    group by
        read_by,
        person_id,
        segment_number,
        opening_number

)

select * from cycles
