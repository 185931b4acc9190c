with

cycle_events as (

    select * from {{ ref('int_cycle_events') }}
    where judged_by = 'then'

),

stages as (

    select * from {{ ref('int_event_stages_judged') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

entered as (

    select
        cycle_events.lead_id,
        cycle_events.person_id,
        stages.stage as lead_stage,
        'canonical' as basis,
        cycle_events.event,
        cycle_events.source_system,
        cycle_events.connection,
        cycle_events.source_object,
        cycle_events.record_id,
        cycle_events.event_number,
        cycle_events.event_at as entered_at

    from cycle_events

    inner join stages
        on
            cycle_events.combination_key = stages.combination_key
            and cycle_events.definition_version = stages.definition_version

    union all

    select
        lead_id,
        person_id,
        'mql' as lead_stage,
        'canonical' as basis,
        event,
        source_system,
        connection,
        source_object,
        record_id,
        event_number,
        event_at as entered_at

    from cycle_events

    where event = 'thresholds_met'

    union all

    select
        lead_id,
        person_id,
        claims as lead_stage,
        'claimed' as basis,
        event,
        source_system,
        connection,
        source_object,
        record_id,
        event_number,
        event_at as entered_at

    from cycle_events

    where claims is not null

)

select
    md5(
        entered.lead_id || '|' || entered.lead_stage || '|' || entered.basis
        || '|' || coalesce(entered.source_system, '')
        || '|' || coalesce(entered.connection, '')
        || '|' || coalesce(entered.source_object, '')
        || '|' || coalesce(entered.record_id, '')
        || '|' || entered.event
    ) as lead_stage_event_id,
    entered.lead_id,
    entered.person_id,
    entered.lead_stage,
    entered.basis,
    entered.event,
    entered.source_system,
    entered.connection,
    entered.source_object,
    entered.record_id,
    cast(
        row_number() over (
            partition by
                entered.lead_id,
                entered.lead_stage,
                entered.basis,
                entered.source_system
            order by entered.event_number
        ) as bigint
    ) as entry_number,
    {{ local_date('entered.entered_at', 'settings.time_zone') }} as entered_date,
    entered.entered_at

from entered

cross join settings
