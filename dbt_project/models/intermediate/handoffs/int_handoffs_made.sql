with

cycle_events as (

    select * from {{ ref('int_cycle_events') }}

),

leads as (

    select * from {{ ref('int_leads_dated') }}
    where handed_off_at is not null

),

pages as (

    select * from {{ ref('int_pages_applied') }}

),

handings as (

    select
        cycle_events.judged_by,
        cycle_events.lead_id,
        cycle_events.person_id,
        cycle_events.event,
        cycle_events.source_system,
        cycle_events.connection,
        cycle_events.source_object,
        cycle_events.record_id,
        cycle_events.event_number,
        leads.mql_at,
        leads.handed_off_at,
        leads.first_contacted_at,
        row_number() over (
            partition by cycle_events.judged_by, cycle_events.lead_id
            order by cycle_events.event_number
        ) as handing_rank

    from cycle_events

    inner join leads
        on
            cycle_events.judged_by = leads.judged_by
            and cycle_events.lead_id = leads.lead_id
            and cycle_events.event_at = leads.handed_off_at

    where cycle_events.is_handed_off

),

owners as (

    select
        handings.judged_by,
        handings.lead_id,
        cycle_events.owner_user_id,
        row_number() over (
            partition by handings.judged_by, handings.lead_id
            order by cycle_events.event_number desc
        ) as owner_rank

    from handings

    inner join cycle_events
        on
            handings.judged_by = cycle_events.judged_by
            and handings.lead_id = cycle_events.lead_id
            and handings.event_number >= cycle_events.event_number

    where
        handings.handing_rank = 1
        and cycle_events.owner_user_id is not null

),

made as (

    select
        handings.judged_by,
        handings.lead_id,
        handings.person_id,
        handings.event,
        handings.source_system,
        handings.connection,
        handings.source_object,
        handings.record_id,
        owners.owner_user_id,
        pages.definition_version,
        handings.mql_at,
        handings.handed_off_at,
        handings.first_contacted_at

    from handings

    inner join pages
        on
            handings.judged_by = pages.judged_by
            and handings.handed_off_at >= pages.applies_from
            and handings.handed_off_at < pages.applies_to

    left join owners
        on
            handings.judged_by = owners.judged_by
            and handings.lead_id = owners.lead_id
            and owners.owner_rank = 1

    where handings.handing_rank = 1

)

select * from made
