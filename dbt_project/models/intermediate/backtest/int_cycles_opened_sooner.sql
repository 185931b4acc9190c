{% set mql_rank = 2 %}

with

thresholds as (

    select * from {{ ref('int_thresholds_compared') }}

),

cycles_read as (

    select * from {{ ref('int_cycles_read') }}

),

cycle_stages as (

    select * from {{ ref('stg_definitions__cycle_stages') }}

),

touches as (

    select * from {{ ref('int_touches_segmented') }}

),

names as (

    select * from {{ ref('int_events_numbered') }}

),

people as (

    select * from {{ ref('int_people_numbered') }}

),

first_thresholds as (

    select
        thresholds.definition_version,
        thresholds.read_by,
        thresholds.scored_by,
        thresholds.person_number,
        thresholds.segment_number,
        min(thresholds.met_at) as met_at

    from thresholds

    inner join cycle_stages
        on
            thresholds.definition_version = cycle_stages.definition_version
            and cycle_stages.stage = 'mql'
            and cycle_stages.opens

    group by
        thresholds.definition_version,
        thresholds.read_by,
        thresholds.scored_by,
        thresholds.person_number,
        thresholds.segment_number

),

opened_sooner as (

    select first_thresholds.*

    from first_thresholds

    left join cycles_read
        on
            first_thresholds.read_by = cycles_read.read_by
            and first_thresholds.person_number = cycles_read.person_number
            and first_thresholds.segment_number = cycles_read.segment_number

    where
        cycles_read.lead_at is null
        or first_thresholds.met_at < cycles_read.lead_at
        or (
            first_thresholds.met_at = cycles_read.lead_at
            and cycles_read.opening_rank > {{ mql_rank }}
        )

),

-- Of what earned points at that instant the last stands for it, and names the lead.
earning as (

    select
        opened_sooner.*,
        touches.event_number,
        row_number() over (
            partition by
                opened_sooner.definition_version, opened_sooner.person_number,
                opened_sooner.segment_number
            order by touches.stage_rank desc, touches.event_number desc
        ) as recency

    from opened_sooner

    inner join touches
        on
            opened_sooner.scored_by = touches.scored_by
            and opened_sooner.person_number = touches.person_number
            and opened_sooner.segment_number = touches.segment_number
            and opened_sooner.met_at = touches.event_at

)

select
    earning.definition_version,
    earning.read_by,
    earning.person_number,
    earning.segment_number,
    {{ lead_key('people.person_id', 'names', "'thresholds_met'") }} as lead_id,
    earning.met_at as lead_at

from earning

inner join people
    on earning.person_number = people.person_number

inner join names
    on
        earning.person_number = names.person_number
        and earning.event_number = names.event_number

where earning.recency = 1
