with

handoffs as (

    select * from {{ ref('int_handoffs_made') }}

),

people as (

    select * from {{ ref('int_people_identified') }}

),

campaigns as (

    select * from {{ ref('int_campaigns_keyed') }}

),

changes as (

    select * from {{ ref('int_person_changes_unioned') }}

),

records as (

    select * from {{ ref('int_people_unioned') }}

),

leads as (

    select * from {{ ref('int_leads_dated') }}

),

events as (

    select * from {{ ref('int_person_events') }}

),

-- A history that leaves out the first value shows it at the creation of the record.
created_with as (

    select
        handoffs.judged_by,
        handoffs.lead_id

    from handoffs

    inner join changes
        on
            handoffs.source_system = changes.source_system
            and handoffs.connection = changes.connection
            and handoffs.source_object = changes.source_object
            and handoffs.record_id = changes.record_id

    inner join records
        on
            changes.source_system = records.source_system
            and changes.connection = records.connection
            and changes.source_person_object = records.source_object
            and changes.source_person_id = records.record_id
            and handoffs.handed_off_at = records.source_created_at

    where handoffs.event = 'owner_changed'

),

recorded as (

    select
        handoffs.judged_by,
        handoffs.lead_id,
        bool_or(people.lead_source is not null) as has_source,
        bool_or(campaigns.campaign_id is not null) as has_campaign

    from handoffs

    inner join people
        on
            handoffs.person_id = people.person_id
            and handoffs.source_system = people.source_system
            and handoffs.connection = people.connection
            and handoffs.handed_off_at >= people.source_created_at

    left join campaigns
        on
            people.source_system = campaigns.source_system
            and people.connection = campaigns.connection
            and people.source_campaign_id = campaigns.record_id

    where not people.is_merged

    group by
        handoffs.judged_by,
        handoffs.lead_id

),

happened as (

    select
        handoffs.judged_by,
        handoffs.lead_id,
        bool_or(events.campaign_id is not null and events.touch_type is not null)
            as has_campaign,
        bool_or(events.event = 'score_changed') as has_score,
        bool_or(
            events.touch_type is not null
            and events.side = 'marketing'
            and events.event_at >= leads.lead_at
        ) as has_touches

    from handoffs

    inner join leads
        on
            handoffs.judged_by = leads.judged_by
            and handoffs.lead_id = leads.lead_id

    inner join events
        on
            handoffs.person_id = events.person_id
            and handoffs.source_system = events.source_system
            and handoffs.connection = events.connection
            and handoffs.handed_off_at >= events.event_at

    group by
        handoffs.judged_by,
        handoffs.lead_id

),

contextualised as (

    select
        handoffs.judged_by,
        handoffs.lead_id,
        created_with.lead_id is null as has_timestamp,
        coalesce(recorded.has_source, false) as has_source,
        coalesce(recorded.has_campaign, false)
        or coalesce(happened.has_campaign, false) as has_campaign,
        coalesce(happened.has_score, false) as has_score,
        coalesce(happened.has_touches, false) as has_touches

    from handoffs

    left join created_with
        on
            handoffs.judged_by = created_with.judged_by
            and handoffs.lead_id = created_with.lead_id

    left join recorded
        on
            handoffs.judged_by = recorded.judged_by
            and handoffs.lead_id = recorded.lead_id

    left join happened
        on
            handoffs.judged_by = happened.judged_by
            and handoffs.lead_id = happened.lead_id

)

select * from contextualised
