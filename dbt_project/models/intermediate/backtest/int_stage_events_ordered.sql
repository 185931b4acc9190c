with

events as (

    select * from {{ ref('int_events_numbered') }}

),

combinations as (

    select * from {{ ref('int_combinations_compared') }}
    where stage_rank <= {{ lead_stages() | length }}

),

silences as (

    select * from {{ ref('int_silences_read') }}

),

readings as (

    select distinct read_by
    from {{ ref('int_pages_compared') }}

),

-- The end of a silence comes before all that happens at that instant.
happened as (

    select
        combinations.read_by,
        events.person_number,
        events.event_number,
        events.opportunity_id,
        combinations.stage_rank,
        {%- for stage in lead_stages() %}
        combinations.is_{{ stage }},
        {%- endfor %}
        combinations.opens_cycle,
        combinations.closes_cycle,
        false as ends_silence,
        events.event_at

    from events

    inner join combinations
        on events.combination_number = combinations.combination_number

    inner join readings
        on combinations.read_by = readings.read_by

    union all

    select
        read_by,
        person_number,
        null as event_number,
        null as opportunity_id,
        0 as stage_rank,
        {%- for stage in lead_stages() %}
        false as is_{{ stage }},
        {%- endfor %}
        false as opens_cycle,
        false as closes_cycle,
        true as ends_silence,
        started_at as event_at

    from silences

),

ordered as (

    select
        happened.*,
        row_number() over (
            partition by read_by, person_number
            order by event_at, stage_rank, event_number
        ) as event_order,
        sum(case when ends_silence or closes_cycle then 1 else 0 end) over (
            partition by read_by, person_number
            order by event_at, stage_rank, event_number
            rows unbounded preceding
        ) as segments_begun

    from happened

),

-- What closes a cycle is the last of its segment; a silence ended is in none.
segmented as (

    select
        read_by,
        person_number,
        cast(segments_begun - case when closes_cycle then 1 else 0 end as integer)
            as segment_number,
        cast(event_order as integer) as event_order,
        event_number,
        opportunity_id,
        stage_rank,
        {%- for stage in lead_stages() %}
        is_{{ stage }},
        {%- endfor %}
        opens_cycle,
        closes_cycle,
        event_at

    from ordered

    where not ends_silence

),

-- What comes before the opening is in no cycle.
openings as (

    select
        read_by,
        person_number,
        segment_number,
        min(event_order) as opening_order

    from segmented

    where opens_cycle

    group by
        read_by,
        person_number,
        segment_number

)

select
    segmented.*,
    openings.opening_order

from segmented

left join openings
    on
        segmented.read_by = openings.read_by
        and segmented.person_number = openings.person_number
        and segmented.segment_number = openings.segment_number
