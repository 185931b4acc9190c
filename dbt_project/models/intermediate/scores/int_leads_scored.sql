with

staged as (

    select * from {{ ref('int_leads_staged') }}

),

fit as (

    select * from {{ ref('int_fit_scored') }}

),

intent as (

    select * from {{ ref('int_intent_scored') }}

),

-- As it was when they qualified, else when they last did something that counts.
last_moments as (

    select
        staged.judged_by,
        staged.lead_id,
        max(intent.moment_at) as moment_at

    from staged

    inner join intent
        on
            staged.judged_by = intent.judged_by
            and staged.person_id = intent.person_id
            and staged.segment_number = intent.segment_number
            and (staged.mql_at is null or intent.moment_at <= staged.mql_at)

    group by
        staged.judged_by,
        staged.lead_id

),

scored as (

    select
        staged.judged_by,
        staged.lead_id,
        cast(fit.fit_score as decimal(38, 4)) as fit_score,
        cast(
            cast(coalesce(intent.intent_thousandths, 0) as decimal(38, 4)) / 1000
            as decimal(38, 4)
        ) as intent_score

    from staged

    inner join fit
        on
            staged.person_id = fit.person_id
            and staged.definition_version = fit.definition_version

    left join last_moments
        on
            staged.judged_by = last_moments.judged_by
            and staged.lead_id = last_moments.lead_id

    left join intent
        on
            staged.judged_by = intent.judged_by
            and staged.person_id = intent.person_id
            and staged.segment_number = intent.segment_number
            and last_moments.moment_at = intent.moment_at

)

select * from scored
