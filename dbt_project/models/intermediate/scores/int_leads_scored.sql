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

looked_at as (

    select * from {{ ref('int_leads_looked_at') }}

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

    left join looked_at
        on
            staged.judged_by = looked_at.judged_by
            and staged.lead_id = looked_at.lead_id

    left join intent
        on
            looked_at.judged_by = intent.judged_by
            and looked_at.person_id = intent.person_id
            and looked_at.segment_number = intent.segment_number
            and looked_at.moment_at = intent.moment_at

)

select * from scored
