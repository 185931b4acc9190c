with

people as (

    select * from {{ ref('int_people_described') }}
    where not is_internal

),

scores as (

    select * from {{ ref('stg_definitions__scores') }}

),

points as (

    select
        person_id,
        definition_version,
        sum(points) as fit_score

    from {{ ref('int_fit_rows_met') }}

    group by
        person_id,
        definition_version

),

scored as (

    select
        people.person_id,
        scores.definition_version,
        cast(coalesce(points.fit_score, 0) as bigint) as fit_score

    from people

    cross join scores

    left join points
        on
            people.person_id = points.person_id
            and scores.definition_version = points.definition_version

    where
        scores.definition_version in (
            select applied.definition_version
            from {{ ref('int_pages_applied') }} as applied

            union all

            select compared.definition_version
            from {{ ref('int_pages_compared') }} as compared
        )

)

select * from scored
