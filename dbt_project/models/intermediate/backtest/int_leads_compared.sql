with

cycles as (

    select * from {{ ref('int_cycles_compared') }}

),

answered as (

    select * from {{ ref('int_cycles_answered') }}

),

people as (

    select * from {{ ref('int_people_numbered') }}

),

roles as (

    select * from {{ ref('int_opportunity_people_identified') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

deals as (

    select
        cycles.definition_version,
        cycles.person_number,
        cycles.segment_number,
        row_number() over (
            partition by cycles.definition_version, cycles.opportunity_id
            order by
                case when coalesce(roles.is_primary, false) then 0 else 1 end,
                cycles.lead_at,
                cycles.lead_id
        ) as deal_rank

    from cycles

    inner join people
        on cycles.person_number = people.person_number

    left join roles
        on
            cycles.opportunity_id = roles.opportunity_id
            and people.person_id = roles.person_id

    where cycles.opportunity_id is not null

)

select
    cycles.definition_version,
    cycles.lead_id,
    people.person_id,
    cycles.opportunity_id,
    answered.answer,
    cycles.segment_number,
    coalesce(deals.deal_rank = 1, false) as is_primary_for_opportunity,
    {{ local_date('cycles.mql_at', 'settings.time_zone') }} as mql_date,
    cycles.lead_at,
    cycles.mql_at,
    answered.handed_off_at,
    answered.first_contacted_at,
    cycles.sql_at

from cycles

cross join settings

inner join people
    on cycles.person_number = people.person_number

left join answered
    on
        cycles.definition_version = answered.definition_version
        and cycles.person_number = answered.person_number
        and cycles.segment_number = answered.segment_number

left join deals
    on
        cycles.definition_version = deals.definition_version
        and cycles.person_number = deals.person_number
        and cycles.segment_number = deals.segment_number
