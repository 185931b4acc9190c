{% set counted = [
    'mql', 'sql', 'accepted', 'opportunity', 'won', 'lost', 'rejected', 'recycled',
] %}

with

cycle_events as (

    select * from {{ ref('int_cycle_events') }}

),

firsts as (

    select
        judged_by,
        lead_id,
        person_id,
        segment_number,
        cycle_number,
        bool_or(is_followed_by_silence) as is_followed_by_silence,
        min(person_reached_at) as person_reached_at,
        min(event_at) as lead_at,
        {%- for stage in counted %}
        min(case when is_{{ stage }} then event_at end) as {{ stage }}_at
        {{- "," if not loop.last }}
        {%- endfor %}

    from cycle_events

    group by
        judged_by,
        lead_id,
        person_id,
        segment_number,
        cycle_number

),

-- Nobody hands over what marketing has not yet qualified.
handoffs as (

    select
        firsts.judged_by,
        firsts.lead_id,
        min(cycle_events.event_at) as handed_off_at

    from firsts

    inner join cycle_events
        on
            firsts.judged_by = cycle_events.judged_by
            and firsts.lead_id = cycle_events.lead_id

    where
        cycle_events.is_handed_off
        and cycle_events.event_at >= firsts.mql_at

    group by
        firsts.judged_by,
        firsts.lead_id

),

contacts as (

    select
        firsts.judged_by,
        firsts.lead_id,
        min(cycle_events.event_at) as first_contacted_at

    from firsts

    inner join cycle_events
        on
            firsts.judged_by = cycle_events.judged_by
            and firsts.lead_id = cycle_events.lead_id

    left join handoffs
        on
            firsts.judged_by = handoffs.judged_by
            and firsts.lead_id = handoffs.lead_id

    where
        cycle_events.is_contacted
        and cycle_events.event_at >= coalesce(handoffs.handed_off_at, firsts.lead_at)

    group by
        firsts.judged_by,
        firsts.lead_id

),

dated as (

    select
        firsts.*,
        handoffs.handed_off_at,
        contacts.first_contacted_at

    from firsts

    left join handoffs
        on
            firsts.judged_by = handoffs.judged_by
            and firsts.lead_id = handoffs.lead_id

    left join contacts
        on
            firsts.judged_by = contacts.judged_by
            and firsts.lead_id = contacts.lead_id

)

select * from dated
