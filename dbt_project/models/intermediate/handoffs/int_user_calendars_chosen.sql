with

users as (

    select * from {{ ref('int_users_survived') }}

),

calendars as (

    select * from {{ ref('stg_definitions__calendars') }}

),

conditions as (

    select * from {{ ref('stg_definitions__calendar_conditions') }}

),

-- A handoff to nobody known has the calendar that asks nothing.
attributes as (

    {% for attribute in ['time_zone', 'team', 'role'] -%}
    select
        user_id,
        '{{ attribute }}' as attribute,
        {{ attribute }} as value
    from users

    union all

    {% endfor -%}
    select
        '' as user_id,
        '' as attribute,
        cast(null as text) as value

),

named as (

    select distinct user_id from attributes

),

required as (

    select
        calendars.definition_version,
        calendars.calendar_order,
        calendars.calendar,
        calendars.time_zone,
        count(distinct conditions.attribute || ' ' || conditions.operator)
            as condition_count

    from calendars

    left join conditions
        on
            calendars.definition_version = conditions.definition_version
            and calendars.calendar_order = conditions.calendar_order

    group by
        calendars.definition_version,
        calendars.calendar_order,
        calendars.calendar,
        calendars.time_zone

),

met as (

    select
        attributes.user_id,
        conditions.definition_version,
        conditions.calendar_order,
        count(distinct conditions.attribute || ' ' || conditions.operator) as met_count

    from attributes

    inner join conditions
        on
            attributes.attribute = conditions.attribute
            and {{ condition_met('conditions', 'attributes.value') }}

    group by
        attributes.user_id,
        conditions.definition_version,
        conditions.calendar_order

),

fitting as (

    select
        named.user_id,
        required.definition_version,
        required.calendar_order,
        required.calendar,
        required.time_zone,
        row_number() over (
            partition by named.user_id, required.definition_version
            order by required.calendar_order
        ) as fit_rank

    from named

    cross join required

    left join met
        on
            named.user_id = met.user_id
            and required.definition_version = met.definition_version
            and required.calendar_order = met.calendar_order

    where coalesce(met.met_count, 0) = required.condition_count

)

select
    user_id,
    definition_version,
    calendar_order,
    calendar,
    time_zone

from fitting

where fit_rank = 1
