with

cycle_events as (

    select * from {{ ref('int_cycle_events') }}

),

roles as (

    select * from {{ ref('int_opportunity_people_identified') }}

),

openings as (

    select
        judged_by,
        lead_id,
        event_at as lead_at
    from cycle_events
    where is_opening

),

deals as (

    select
        judged_by,
        lead_id,
        person_id,
        opportunity_id,
        row_number() over (
            partition by judged_by, lead_id
            order by
                event_at,
                opportunity_id asc nulls last
        ) as deal_rank

    from cycle_events

    where is_opportunity

),

dealt as (

    select
        deals.judged_by,
        deals.lead_id,
        deals.opportunity_id,
        coalesce(roles.is_primary, false) as is_primary_on_opportunity,
        openings.lead_at

    from deals

    inner join openings
        on
            deals.judged_by = openings.judged_by
            and deals.lead_id = openings.lead_id

    left join roles
        on
            deals.opportunity_id = roles.opportunity_id
            and deals.person_id = roles.person_id

    where
        deals.deal_rank = 1
        and deals.opportunity_id is not null

),

-- A deal several people work on is one deal: one of its leads counts for it.
ranked as (

    select
        judged_by,
        lead_id,
        opportunity_id,
        row_number() over (
            partition by judged_by, opportunity_id
            order by
                case when is_primary_on_opportunity then 0 else 1 end,
                lead_at,
                lead_id
        ) = 1 as is_primary_for_opportunity

    from dealt

)

select * from ranked
