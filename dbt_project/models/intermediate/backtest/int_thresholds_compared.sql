with

pages as (

    select distinct
        definition_version,
        read_by,
        scored_by
    from {{ ref('int_pages_compared') }}

),

intent as (

    select * from {{ ref('int_intent_compared') }}

),

fit as (

    select * from {{ ref('int_fit_scored') }}

),

people as (

    select * from {{ ref('int_people_numbered') }}

),

scores as (

    select * from {{ ref('stg_definitions__scores') }}

),

met as (

    select
        pages.definition_version,
        pages.read_by,
        pages.scored_by,
        intent.person_number,
        intent.segment_number,
        intent.moment_at as met_at

    from pages

    inner join scores
        on pages.definition_version = scores.definition_version

    inner join intent
        on
            pages.scored_by = intent.scored_by
            and scores.intent_at_least * 1000 <= intent.intent_thousandths
            and scores.intent_at_least * 1000 > intent.intent_thousandths_before

    inner join people
        on intent.person_number = people.person_number

    inner join fit
        on
            pages.definition_version = fit.definition_version
            and people.person_id = fit.person_id
            and fit.fit_score >= scores.fit_at_least

)

select * from met
