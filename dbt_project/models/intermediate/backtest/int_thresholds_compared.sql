with

readings as (

    select distinct
        definition_version,
        read_by
    from {{ ref('int_pages_compared') }}

),

intent as (

    select * from {{ ref('int_intent_scored') }}

),

fit as (

    select * from {{ ref('int_fit_scored') }}

),

scores as (

    select * from {{ ref('stg_definitions__scores') }}

),

fitting as (

    select
        readings.definition_version,
        readings.read_by,
        fit.person_id,
        scores.intent_at_least * 1000 as thousandths_at_least

    from readings

    inner join scores
        on readings.definition_version = scores.definition_version

    inner join fit
        on
            readings.definition_version = fit.definition_version
            and fit.fit_score >= scores.fit_at_least

),

met as (

    select
        fitting.definition_version,
        fitting.read_by,
        fitting.person_id,
        intent.segment_number,
        intent.moment_at as met_at

    from fitting

    inner join intent
        on
            fitting.read_by = intent.judged_by
            and fitting.person_id = intent.person_id
            and fitting.thousandths_at_least <= intent.intent_thousandths
            and fitting.thousandths_at_least > intent.intent_thousandths_before

)

select * from met
