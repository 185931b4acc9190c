{% set year = "interval '8760 hours'" %}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

uninfluential_touches as (

    select * from {{ ref('stg_definitions__uninfluential_touches') }}

),

events as (

    select * from {{ ref('int_person_events') }}
    where person_id is not null

),

-- What marketing merely sends, and what comes of that by itself, is no sign of life.
active as (

    select
        events.person_id,
        events.event_at,
        lead(events.event_at) over (
            partition by events.person_id
            order by events.event_at
        ) as next_event_at

    from events

    cross join settings

    left join uninfluential_touches
        on
            settings.definition_version = uninfluential_touches.definition_version
            and events.touch_type = uninfluential_touches.touch_type

    where uninfluential_touches.touch_type is null

),

silences as (

    select
        person_id,
        'silent' as sign,
        event_at + {{ year }} as begins_at,
        next_event_at as ends_at

    from active

    where next_event_at is null or next_event_at > event_at + {{ year }}

),

mail as (

    select
        person_id,
        event_at,
        event = 'email_bounced' as is_bounce,
        lag(event) over (
            partition by person_id
            order by event_at, case when event = 'email_bounced' then 0 else 1 end
        ) as event_before,
        min(case when event <> 'email_bounced' then event_at end) over (
            partition by person_id
            order by event_at, case when event = 'email_bounced' then 0 else 1 end
            rows between 1 following and unbounded following
        ) as reached_at

    from events

    where
        event in (
            'email_bounced', 'email_delivered', 'email_opened', 'email_clicked',
            'email_unsubscribed', 'form_submission'
        )

),

bounces as (

    select
        person_id,
        'bounced' as sign,
        event_at as begins_at,
        reached_at as ends_at

    from mail

    where
        is_bounce
        and event_before is distinct from 'email_bounced'

)

select * from silences
union all
select * from bounces
