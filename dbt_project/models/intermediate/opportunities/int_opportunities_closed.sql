with

stages as (

    select * from {{ ref('int_opportunity_stages_judged') }}

),

present_stages as (

    select * from stages
    where is_present_stage

),

closings as (

    select
        opportunity_id,
        max(entered_at) as closed_at

    from stages

    where
        not is_present_stage
        and outcome <> 'open'

    group by opportunity_id

),

-- A deal that was closed and stands open again is open. In a stage that no page lists it is
-- neither: what such a stage means is a question for sales.
closed as (

    select
        present_stages.opportunity_id,
        present_stages.opportunity_stage,
        present_stages.source_stage,
        present_stages.outcome,
        present_stages.forecast_category,
        present_stages.outcome = 'won' as is_won,
        present_stages.outcome <> 'open' as is_closed,
        case
            when present_stages.outcome <> 'open' then closings.closed_at
        end as closed_at

    from present_stages

    left join closings
        on present_stages.opportunity_id = closings.opportunity_id

)

select * from closed
