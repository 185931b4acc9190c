with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_reconciled') }}

),

roles as (

    select * from {{ ref('int_opportunity_people_identified') }}

),

-- What a system sends, delivers or sees bounce tells of marketing, not of the person.
touches as (

    select
        person_id,
        event_at

    from {{ ref('int_person_events') }}

    where
        side = 'marketing'
        and touch_type is not null
        and touch_type not in (
            'email_sent', 'email_delivered', 'email_bounced', 'email_unsubscribed'
        )

),

influenced as (

    select distinct opportunities.opportunity_id

    from opportunities

    inner join roles
        on opportunities.opportunity_id = roles.opportunity_id

    inner join touches
        on roles.person_id = touches.person_id

    cross join settings

    where
        touches.event_at
        >= opportunities.created_at
        - settings.influence_window_days * interval '24 hours'
        and touches.event_at <= coalesce(opportunities.closed_at, settings.as_of)

)

select * from influenced
