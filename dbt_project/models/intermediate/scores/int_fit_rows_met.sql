with

attributes as (

    select * from {{ ref('int_fit_attributes_unpivoted') }}

),

rows_of_fit as (

    select * from {{ ref('stg_definitions__fit_points') }}

),

conditions as (

    select * from {{ ref('stg_definitions__fit_conditions') }}

),

recorded as (

    select distinct
        attribute,
        value
    from attributes

),

-- A list gives one row a value; whichever of them fits, its condition is met once.
required as (

    select
        definition_version,
        fit_order,
        count(distinct attribute || ' ' || operator) as condition_count

    from conditions

    group by
        definition_version,
        fit_order

),

met_by_values as (

    select distinct
        recorded.attribute,
        recorded.value,
        conditions.definition_version,
        conditions.fit_order,
        conditions.operator

    from recorded

    inner join conditions
        on
            recorded.attribute = conditions.attribute
            and {{ condition_met('conditions', 'recorded.value') }}

),

met_by_people as (

    select
        attributes.person_id,
        met_by_values.definition_version,
        met_by_values.fit_order,
        count(*) as met_count

    from attributes

    inner join met_by_values
        on
            attributes.attribute = met_by_values.attribute
            and attributes.value = met_by_values.value

    group by
        attributes.person_id,
        met_by_values.definition_version,
        met_by_values.fit_order

),

met as (

    select
        met_by_people.person_id,
        met_by_people.definition_version,
        met_by_people.fit_order,
        rows_of_fit.says,
        rows_of_fit.points

    from met_by_people

    inner join required
        on
            met_by_people.definition_version = required.definition_version
            and met_by_people.fit_order = required.fit_order
            and met_by_people.met_count = required.condition_count

    inner join rows_of_fit
        on
            met_by_people.definition_version = rows_of_fit.definition_version
            and met_by_people.fit_order = rows_of_fit.fit_order

)

select * from met
