{% set firsts = ['accepted', 'rejected', 'sql'] %}
{% set mql_rank = 2 %}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

events as (

    select * from {{ ref('int_stage_events_ordered') }}

),

segmented as (

    select * from {{ ref('int_person_events_segmented') }}
    where activity_order is not null

),

roles as (

    select * from {{ ref('int_opportunity_people_identified') }}

),

cycles_read as (

    select * from {{ ref('int_cycles_read') }}

),

thresholds as (

    select * from {{ ref('int_thresholds_compared') }}

),

cycle_stages as (

    select * from {{ ref('stg_definitions__cycle_stages') }}

),

readings as (

    select distinct
        definition_version,
        read_by
    from {{ ref('int_pages_compared') }}

),

first_thresholds as (

    select
        thresholds.definition_version,
        thresholds.read_by,
        thresholds.person_id,
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
        thresholds.person_id,
        thresholds.segment_number

),

-- Where reaching the thresholds opens a cycle before anything else does.
opened_sooner as (

    select first_thresholds.*

    from first_thresholds

    left join cycles_read
        on
            first_thresholds.read_by = cycles_read.read_by
            and first_thresholds.person_id = cycles_read.person_id
            and first_thresholds.segment_number = cycles_read.segment_number

    where
        cycles_read.lead_at is null
        or first_thresholds.met_at < cycles_read.lead_at
        or (
            first_thresholds.met_at = cycles_read.lead_at
            and cycles_read.opening_rank > {{ mql_rank }}
        )

),

sooner_events as (

    select
        opened_sooner.definition_version,
        events.*,
        case
            when events.is_opportunity then row_number() over (
                partition by
                    opened_sooner.definition_version, events.person_id,
                    events.segment_number, events.is_opportunity
                order by
                    events.event_at,
                    events.opportunity_id asc nulls last
            )
        end as deal_rank

    from opened_sooner

    inner join events
        on
            opened_sooner.read_by = events.read_by
            and opened_sooner.person_id = events.person_id
            and opened_sooner.segment_number = events.segment_number
            and (
                events.event_at > opened_sooner.met_at
                or (
                    events.event_at = opened_sooner.met_at
                    and events.stage_rank > {{ mql_rank }}
                )
            )

),

sooner_firsts as (

    select
        definition_version,
        person_id,
        segment_number,
        min(event_number) as opening_number,
        max(case when deal_rank = 1 then opportunity_id end) as opportunity_id,
        {%- for stage in firsts %}
        min(case when is_{{ stage }} then event_at end) as {{ stage }}_at
        {{- "," if not loop.last }}
        {%- endfor %}

    from sooner_events

    group by
        definition_version,
        person_id,
        segment_number

),

-- Of what earned points at that instant the last stands for it, and names the lead.
earning as (

    select
        opened_sooner.definition_version,
        opened_sooner.person_id,
        opened_sooner.segment_number,
        md5(
            opened_sooner.person_id || '|' || coalesce(segmented.source_system, '')
            || '|' || coalesce(segmented.connection, '')
            || '|' || coalesce(segmented.source_object, '')
            || '|' || coalesce(segmented.record_id, '')
            || '|thresholds_met'
        ) as lead_id,
        row_number() over (
            partition by
                opened_sooner.definition_version, opened_sooner.person_id,
                opened_sooner.segment_number
            order by
                segmented.stage_rank desc, segmented.event desc,
                segmented.source_system desc, segmented.source_object desc,
                segmented.record_id desc, segmented.connection desc
        ) as recency

    from opened_sooner

    inner join segmented
        on
            opened_sooner.read_by = segmented.judged_by
            and opened_sooner.person_id = segmented.person_id
            and opened_sooner.segment_number = segmented.segment_number
            and opened_sooner.met_at = segmented.event_at

),

cycles as (

    select
        readings.definition_version,
        readings.read_by,
        cycles_read.person_id,
        cycles_read.segment_number,
        cycles_read.lead_id,
        cycles_read.opportunity_id,
        cycles_read.opening_number,
        cycles_read.opening_rank,
        {%- for stage in firsts %}
        cycles_read.{{ stage }}_at,
        {%- endfor %}
        cycles_read.lead_at,
        cycles_read.mql_at

    from readings

    inner join cycles_read
        on readings.read_by = cycles_read.read_by

    left join opened_sooner
        on
            readings.definition_version = opened_sooner.definition_version
            and cycles_read.person_id = opened_sooner.person_id
            and cycles_read.segment_number = opened_sooner.segment_number

    where opened_sooner.met_at is null

    union all

    select
        opened_sooner.definition_version,
        opened_sooner.read_by,
        opened_sooner.person_id,
        opened_sooner.segment_number,
        earning.lead_id,
        sooner_firsts.opportunity_id,
        sooner_firsts.opening_number,
        {{ mql_rank }} as opening_rank,
        {%- for stage in firsts %}
        sooner_firsts.{{ stage }}_at,
        {%- endfor %}
        opened_sooner.met_at as lead_at,
        opened_sooner.met_at as mql_at

    from opened_sooner

    inner join earning
        on
            opened_sooner.definition_version = earning.definition_version
            and opened_sooner.person_id = earning.person_id
            and opened_sooner.segment_number = earning.segment_number
            and earning.recency = 1

    left join sooner_firsts
        on
            opened_sooner.definition_version = sooner_firsts.definition_version
            and opened_sooner.person_id = sooner_firsts.person_id
            and opened_sooner.segment_number = sooner_firsts.segment_number

),

-- What happened before a cycle opened is in none.
met_in_cycles as (

    select
        cycles.definition_version,
        cycles.person_id,
        cycles.segment_number,
        min(thresholds.met_at) as met_at

    from cycles

    inner join thresholds
        on
            cycles.definition_version = thresholds.definition_version
            and cycles.person_id = thresholds.person_id
            and cycles.segment_number = thresholds.segment_number

    where
        thresholds.met_at > cycles.lead_at
        or (
            thresholds.met_at = cycles.lead_at
            and cycles.opening_rank <= {{ mql_rank }}
        )

    group by
        cycles.definition_version,
        cycles.person_id,
        cycles.segment_number

),

qualified as (

    select
        cycles.*,
        case
            when cycles.mql_at <= met_in_cycles.met_at then cycles.mql_at
            else coalesce(met_in_cycles.met_at, cycles.mql_at)
        end as qualified_at

    from cycles

    left join met_in_cycles
        on
            cycles.definition_version = met_in_cycles.definition_version
            and cycles.person_id = met_in_cycles.person_id
            and cycles.segment_number = met_in_cycles.segment_number

),

handoffs as (

    select
        qualified.definition_version,
        qualified.person_id,
        qualified.segment_number,
        min(events.event_at) as handed_off_at

    from qualified

    inner join events
        on
            qualified.read_by = events.read_by
            and qualified.person_id = events.person_id
            and qualified.segment_number = events.segment_number
            and events.event_number >= qualified.opening_number
            and events.event_at >= qualified.qualified_at

    where events.is_handed_off

    group by
        qualified.definition_version,
        qualified.person_id,
        qualified.segment_number

),

handed_off as (

    select
        qualified.*,
        handoffs.handed_off_at

    from qualified

    left join handoffs
        on
            qualified.definition_version = handoffs.definition_version
            and qualified.person_id = handoffs.person_id
            and qualified.segment_number = handoffs.segment_number

),

contacts as (

    select
        handed_off.definition_version,
        handed_off.person_id,
        handed_off.segment_number,
        min(events.event_at) as first_contacted_at

    from handed_off

    inner join events
        on
            handed_off.read_by = events.read_by
            and handed_off.person_id = events.person_id
            and handed_off.segment_number = events.segment_number
            and events.event_at >= handed_off.handed_off_at

    where events.is_contacted

    group by
        handed_off.definition_version,
        handed_off.person_id,
        handed_off.segment_number

),

deals as (

    select
        handed_off.definition_version,
        handed_off.person_id,
        handed_off.segment_number,
        row_number() over (
            partition by handed_off.definition_version, handed_off.opportunity_id
            order by
                case when coalesce(roles.is_primary, false) then 0 else 1 end,
                handed_off.lead_at,
                handed_off.lead_id
        ) as deal_rank

    from handed_off

    left join roles
        on
            handed_off.opportunity_id = roles.opportunity_id
            and handed_off.person_id = roles.person_id

    where handed_off.opportunity_id is not null

)

select
    handed_off.definition_version,
    handed_off.lead_id,
    handed_off.person_id,
    handed_off.opportunity_id,
    handed_off.segment_number,
    coalesce(deals.deal_rank = 1, false) as is_primary_for_opportunity,
    {{ local_date('handed_off.qualified_at', 'settings.time_zone') }} as mql_date,
    handed_off.lead_at,
    handed_off.qualified_at as mql_at,
    handed_off.handed_off_at,
    contacts.first_contacted_at,
    {%- for stage in firsts %}
    handed_off.{{ stage }}_at
    {{- "," if not loop.last }}
    {%- endfor %}

from handed_off

cross join settings

left join contacts
    on
        handed_off.definition_version = contacts.definition_version
        and handed_off.person_id = contacts.person_id
        and handed_off.segment_number = contacts.segment_number

left join deals
    on
        handed_off.definition_version = deals.definition_version
        and handed_off.person_id = deals.person_id
        and handed_off.segment_number = deals.segment_number
