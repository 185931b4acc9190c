with

touches as (

    select * from {{ ref('int_touches_unioned') }}
    where not is_deleted

),

outcomes as (

    select * from {{ ref('stg_definitions__outcomes') }}

),

automatic_authors as (

    select * from {{ ref('stg_definitions__automatic_authors') }}

),

-- By the page in force at that moment. A word that it does not list stays without outcome: what
-- it means is a question for sales, and `int_outcomes_unlisted` asks it.
judged as (

    select
        touches.source_system,
        touches.connection,
        touches.source_object,
        touches.record_id,
        touches.source_person_id,
        touches.source_person_object,
        touches.source_opportunity_id,
        touches.source_user_id,
        touches.source_campaign_id,
        touches.touch_type,
        touches.side,
        coalesce(touches.outcome, outcomes.outcome) as outcome,
        touches.asset,
        touches.source_medium,
        touches.duration_seconds,
        touches.is_automatic or automatic_authors.source_author is not null
            as is_automatic,
        touches.touched_at

    from touches

    left join outcomes
        on
            touches.source_system = outcomes.source_system
            and touches.touch_type = outcomes.touch_type
            and touches.source_outcome = outcomes.source_outcome
            and touches.touched_at >= outcomes.effective_from
            and touches.touched_at < outcomes.effective_to

    left join automatic_authors
        on
            touches.source_system = automatic_authors.source_system
            and touches.source_author = automatic_authors.source_author
            and touches.touched_at >= automatic_authors.effective_from
            and touches.touched_at < automatic_authors.effective_to

)

select * from judged
