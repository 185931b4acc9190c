with

rules_judged as (

    select * from {{ ref('int_event_rules_judged') }}

),

stage_ranks (stage, stage_rank) as (

    values
    {%- for stage in lead_stages() %}
    ('{{ stage }}', {{ loop.index }})
    {{- "," if not loop.last }}
    {%- endfor %}

),

judged as (

    select distinct
        rules_judged.combination_key,
        rules_judged.definition_version,
        rules_judged.stage,
        cast(stage_ranks.stage_rank as bigint) as stage_rank

    from rules_judged

    inner join stage_ranks
        on rules_judged.stage = stage_ranks.stage

    where rules_judged.is_met

)

select * from judged
