with

combinations as (

    select * from {{ ref('int_event_combinations_read') }}

),

channels as (

    select * from {{ ref('int_event_channels_judged') }}

),

stages as (

    select * from {{ ref('int_event_stages_judged') }}

),

activities as (

    select * from {{ ref('int_event_activities_judged') }}

),

cycle_stages as (

    select * from {{ ref('stg_definitions__cycle_stages') }}

),

carried as (

    select
        combinations.combination_key,
        combinations.definition_version,
        combinations.outcome,
        combinations.is_automatic,
        combinations.medium,
        combinations.means,
        combinations.claims,
        {%- for stage in lead_stages() %}
        coalesce(bool_or(stages.stage = '{{ stage }}'), false) as is_{{ stage }},
        {%- endfor %}
        coalesce(bool_or(cycle_stages.opens), false) as opens_cycle,
        coalesce(bool_or(cycle_stages.closes), false) as closes_cycle,
        coalesce(min(stages.stage_rank), {{ lead_stages() | length + 1 }})
            as stage_rank,
        min(case when cycle_stages.closes then stages.stage_rank end)
            as closing_stage_rank

    from combinations

    left join stages
        on
            combinations.combination_key = stages.combination_key
            and combinations.definition_version = stages.definition_version

    left join cycle_stages
        on
            combinations.definition_version = cycle_stages.definition_version
            and stages.stage = cycle_stages.stage

    group by
        combinations.combination_key,
        combinations.definition_version,
        combinations.outcome,
        combinations.is_automatic,
        combinations.medium,
        combinations.means,
        combinations.claims

),

judged as (

    select
        carried.*,
        channels.channel,
        activities.activity_order,
        closing_stages.stage as closing_stage

    from carried

    left join channels
        on
            carried.combination_key = channels.combination_key
            and carried.definition_version = channels.definition_version

    left join activities
        on
            carried.combination_key = activities.combination_key
            and carried.definition_version = activities.definition_version

    left join stages as closing_stages
        on
            carried.combination_key = closing_stages.combination_key
            and carried.definition_version = closing_stages.definition_version
            and carried.closing_stage_rank = closing_stages.stage_rank

)

select * from judged
