with

combinations as (

    select * from {{ ref('int_event_combinations_listed') }}

),

attributes as (

    select * from {{ ref('int_event_attributes_unpivoted') }}

),

channels as (

    select * from {{ ref('int_event_channels_judged') }}

),

criteria as (

    select * from {{ ref('stg_definitions__criteria') }}

),

conditions as (

    select * from {{ ref('stg_definitions__conditions') }}

),

attributes_and_channel as (

    select
        combination_key,
        attribute,
        value
    from attributes

    union all

    select
        combination_key,
        'channel' as attribute,
        channel as value
    from channels

),

-- Each rule that asks for this kind of event, with what it asks beside.
asked as (

    select
        combinations.combination_key,
        criteria.stage,
        criteria.rule,
        conditions.attribute || ' ' || conditions.operator as condition,
        bool_or(
            coalesce(
                {{ condition_met('conditions', 'attributes_and_channel.value') }}, false
            )
        ) as is_met

    from combinations

    inner join criteria
        on
            combinations.definition_version = criteria.definition_version
            and combinations.event = criteria.event

    left join conditions
        on
            criteria.definition_version = conditions.definition_version
            and criteria.stage = conditions.stage
            and criteria.rule = conditions.rule

    left join attributes_and_channel
        on
            combinations.combination_key = attributes_and_channel.combination_key
            and conditions.attribute = attributes_and_channel.attribute

    group by
        combinations.combination_key,
        criteria.stage,
        criteria.rule,
        conditions.attribute || ' ' || conditions.operator

),

rules_judged as (

    select
        combination_key,
        stage,
        rule,
        bool_and(is_met or condition is null) as is_met

    from asked

    group by
        combination_key,
        stage,
        rule

)

select * from rules_judged
