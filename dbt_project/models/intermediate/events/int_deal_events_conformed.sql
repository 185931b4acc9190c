with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

roles as (

    select * from {{ ref('int_opportunity_people_identified') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_reconciled') }}

),

linked as (

    select
        roles.person_id,
        'opportunity_linked' as event,
        opportunities.opportunity_id,
        roles.email_kind,
        cast(null as text) as outcome,
        roles.is_internal,
        greatest(opportunities.created_at, roles.associated_at) as event_at,
        greatest(
            opportunities.created_at,
            roles.associated_at,
            opportunities.closed_at,
            case
                when not coalesce(opportunities.is_closed, false) then settings.as_of
            end
        ) as reaches_at

    from roles

    inner join opportunities
        on roles.opportunity_id = opportunities.opportunity_id

    cross join settings

    where opportunities.created_at is not null

),

closed as (

    select
        roles.person_id,
        'opportunity_closed' as event,
        opportunities.opportunity_id,
        roles.email_kind,
        opportunities.outcome,
        roles.is_internal,
        opportunities.closed_at as event_at,
        opportunities.closed_at as reaches_at

    from roles

    inner join opportunities
        on roles.opportunity_id = opportunities.opportunity_id

    where opportunities.closed_at is not null

),

conformed as (

    select * from linked
    union all
    select * from closed

)

select * from conformed
