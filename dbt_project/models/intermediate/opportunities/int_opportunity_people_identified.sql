with

roles as (

    select * from {{ ref('int_opportunity_people_unioned') }}
    where not is_deleted

),

opportunities as (

    select * from {{ ref('int_opportunities_clustered') }}
    where standing_key is not null

),

people as (

    select * from {{ ref('int_people_identified') }}

),

identified as (

    select
        opportunities.opportunity_id,
        people.person_id,
        people.email_kind,
        bool_or(coalesce(roles.is_primary, false)) as is_primary,
        bool_or(people.is_internal) as is_internal,
        min(roles.associated_at) as associated_at

    from roles

    inner join opportunities
        on
            roles.source_system = opportunities.source_system
            and roles.connection = opportunities.connection
            and roles.source_opportunity_id = opportunities.record_id

    inner join people
        on
            roles.source_system = people.source_system
            and roles.connection = people.connection
            and roles.source_person_object = people.source_object
            and roles.source_person_id = people.record_id

    group by
        opportunities.opportunity_id,
        people.person_id,
        people.email_kind

)

select * from identified
