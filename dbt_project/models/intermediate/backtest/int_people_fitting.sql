with

pages as (

    select distinct
        definition_version,
        read_by,
        scored_by
    from {{ ref('int_pages_compared') }}

),

people as (

    select * from {{ ref('int_people_numbered') }}

),

fit as (

    select * from {{ ref('int_fit_scored') }}

),

scores as (

    select * from {{ ref('stg_definitions__scores') }}

),

-- Who fits no page that scores so meets the thresholds of none.
fitting as (

    select distinct
        pages.read_by,
        pages.scored_by,
        people.person_number

    from pages

    inner join scores
        on pages.definition_version = scores.definition_version

    inner join fit
        on
            pages.definition_version = fit.definition_version
            and fit.fit_score >= scores.fit_at_least

    inner join people
        on fit.person_id = people.person_id

)

select * from fitting
