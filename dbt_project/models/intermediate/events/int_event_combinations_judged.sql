with

combinations as (

    select * from {{ ref('int_event_combinations_listed') }}

),

channels as (

    select * from {{ ref('int_event_channels_judged') }}

),

stages as (

    select * from {{ ref('int_event_stages_judged') }}

),

cycle_stages as (

    select * from {{ ref('stg_definitions__cycle_stages') }}

),

carried as (

    select
        combinations.combination_key,
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
        on combinations.combination_key = stages.combination_key

    left join cycle_stages
        on
            combinations.definition_version = cycle_stages.definition_version
            and stages.stage = cycle_stages.stage

    group by combinations.combination_key

),

judged as (

    select
        carried.*,
        channels.channel,
        closing_stages.stage as closing_stage

    from carried

    left join channels
        on carried.combination_key = channels.combination_key

    left join stages as closing_stages
        on
            carried.combination_key = closing_stages.combination_key
            and carried.closing_stage_rank = closing_stages.stage_rank

)

select * from judged
