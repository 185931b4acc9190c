with

combinations as (

    select * from {{ ref('int_event_combinations_read') }}

),

attributes as (

    select * from {{ ref('int_event_attributes_unpivoted') }}

),

channels as (

    select * from {{ ref('int_event_channels_judged') }}

),

rules as (

    select * from {{ ref('int_rules_listed') }}

),

conditions as (

    select * from {{ ref('int_rule_conditions_listed') }}

),

attributes_and_channel as (

    select
        combination_key,
        definition_version,
        attribute,
        value
    from attributes

    union all

    select
        combination_key,
        definition_version,
        'channel' as attribute,
        channel as value
    from channels

),

-- Each rule that asks for this kind of event, with what it asks beside.
asked as (

    select
        combinations.combination_key,
        combinations.definition_version,
        rules.stage,
        rules.rule,
        conditions.attribute || ' ' || conditions.operator as condition,
        bool_or(
            coalesce(
                {{ condition_met('conditions', 'attributes_and_channel.value') }}, false
            )
        ) as is_met

    from combinations

    inner join rules
        on
            combinations.definition_version = rules.definition_version
            and combinations.event = rules.event

    left join conditions
        on
            rules.definition_version = conditions.definition_version
            and rules.stage = conditions.stage
            and rules.rule = conditions.rule

    left join attributes_and_channel
        on
            combinations.combination_key = attributes_and_channel.combination_key
            and combinations.definition_version
            = attributes_and_channel.definition_version
            and conditions.attribute = attributes_and_channel.attribute

    group by
        combinations.combination_key,
        combinations.definition_version,
        rules.stage,
        rules.rule,
        conditions.attribute || ' ' || conditions.operator

),

rules_judged as (

    select
        combination_key,
        definition_version,
        stage,
        rule,
        bool_and(is_met or condition is null) as is_met

    from asked

    group by
        combination_key,
        definition_version,
        stage,
        rule

)

select * from rules_judged
