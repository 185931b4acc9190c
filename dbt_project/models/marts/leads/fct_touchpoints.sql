with

events as (

    select * from {{ ref('int_person_events') }}
    where touch_type is not null

),

combinations as (

    select * from {{ ref('int_event_combinations_judged') }}

),

people as (

    select * from {{ ref('int_people_described') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

)

-- What sales writes in a subject line may name people: only marketing's assets are shown.
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
    case when events.side = 'marketing' then events.asset end as asset,
    events.outcome,
    events.duration_seconds,
    coalesce(events.is_automatic = 'true', false) as is_automatic,
    {{ local_date('events.event_at', 'settings.time_zone') }} as touched_date,
    events.event_at as touched_at

from events

inner join combinations
    on events.combination_key = combinations.combination_key

left join people
    on events.person_id = people.person_id

cross join settings
