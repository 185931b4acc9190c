{% set firsts = ['mql', 'sql'] %}

with

cycles as (

    select * from {{ ref('int_cycles_opened') }}

),

events as (

    select * from {{ ref('int_stage_events_ordered') }}
    where event_order >= opening_order

),

firsts as (

    select
        read_by,
        person_number,
        segment_number,
        {%- for stage in firsts %}
        min(case when is_{{ stage }} then event_at end) as {{ stage }}_at
        {{- "," if not loop.last }}
        {%- endfor %}

    from events

    group by
        read_by,
        person_number,
        segment_number

),

deals as (

    select
        read_by,
        person_number,
        segment_number,
        opportunity_id,
        row_number() over (
            partition by read_by, person_number, segment_number
            order by
                event_at,
                opportunity_id asc nulls last
        ) as deal_rank

    from events

    where is_opportunity

)

select
    cycles.*,
    deals.opportunity_id,
    {%- for stage in firsts %}
    firsts.{{ stage }}_at
    {{- "," if not loop.last }}
    {%- endfor %}

from cycles

inner join firsts
    on
        cycles.read_by = firsts.read_by
        and cycles.person_number = firsts.person_number
        and cycles.segment_number = firsts.segment_number

left join deals
    on
        cycles.read_by = deals.read_by
        and cycles.person_number = deals.person_number
        and cycles.segment_number = deals.segment_number
        and deals.deal_rank = 1
