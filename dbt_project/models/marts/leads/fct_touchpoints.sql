with

events as (

    select * from {{ ref('int_person_events') }}
    where touch_type is not null

),

combinations as (

    select * from {{ ref('int_event_combinations_judged') }}

),

pages as (

    select * from {{ ref('int_pages_applied') }}
    where judged_by = 'then'

),

people as (

    select * from {{ ref('int_people_described') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

)

-- What sales writes in a subject line may name people: only marketing's assets are shown, and a
-- page without what a visitor's link carries behind its address.
select
    {{ record_key('touches', 'events') }} as touch_id,
    events.person_id,
    people.account_id,
    events.opportunity_id,
    events.campaign_id,
    events.acting_user_id as user_id,
    events.source_system,
    events.connection,
    events.source_object,
    events.record_id,
    events.touch_type,
    events.side,
    combinations.channel,
    events.medium,
    case
        when events.side = 'marketing' and events.touch_type = 'page_view'
            then split_part(split_part(events.asset, '#', 1), '?', 1)
        when events.side = 'marketing' then events.asset
    end as asset,
    coalesce(combinations.outcome, events.outcome) as outcome,
    events.duration_seconds,
    coalesce(
        coalesce(combinations.is_automatic, events.is_automatic) = 'true', false
    ) as is_automatic,
    {{ local_date('events.event_at', 'settings.time_zone') }} as touched_date,
    events.event_at as touched_at

from events

left join pages
    on
        events.event_at >= pages.applies_from
        and events.event_at < pages.applies_to

left join combinations
    on
        events.combination_key = combinations.combination_key
        and pages.definition_version = combinations.definition_version

left join people
    on events.person_id = people.person_id

cross join settings
