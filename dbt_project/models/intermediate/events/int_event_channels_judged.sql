with

attributes as (

    select * from {{ ref('int_event_attributes_unpivoted') }}

),

channels as (

    select * from {{ ref('stg_definitions__channels') }}

),

conditions as (

    select * from {{ ref('stg_definitions__channel_conditions') }}

),

-- A list gives one row a value; whichever of them fits, its condition is met once.
required as (

    select
        definition_version,
        channel_order,
        count(distinct attribute || ' ' || operator) as condition_count

    from conditions

    group by
        definition_version,
        channel_order

),

met as (

    select
        attributes.combination_key,
        conditions.definition_version,
        conditions.channel_order,
        count(distinct conditions.attribute || ' ' || conditions.operator) as met_count

    from attributes

    inner join conditions
        on
            attributes.definition_version = conditions.definition_version
            and attributes.attribute = conditions.attribute
            and {{ condition_met('conditions', 'attributes.value') }}

    group by
        attributes.combination_key,
        conditions.definition_version,
        conditions.channel_order

),

fitting as (

    select
        met.combination_key,
        met.definition_version,
        channels.channel,
        row_number() over (
            partition by met.combination_key, met.definition_version
            order by met.channel_order
        ) as fit_rank

    from met

    inner join required
        on
            met.definition_version = required.definition_version
            and met.channel_order = required.channel_order
            and met.met_count = required.condition_count

    inner join channels
        on
            met.definition_version = channels.definition_version
            and met.channel_order = channels.channel_order

)

select
    combination_key,
    definition_version,
    channel

from fitting

where fit_rank = 1
