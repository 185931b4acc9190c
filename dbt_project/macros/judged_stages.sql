{#-
    CTEs that end in `stages_judged`: the rows of `entered` (a CTE with source_system, pipeline,
    source_stage and entered_at, keyed by `key`), with what the page calls the stage. The page in
    force at the entry speaks first, else the one in force now; a pipeline's own label before one
    for every pipeline.
-#}
{% macro judged_stages(entered, key) -%}
pages as (

    select * from {{ ref('stg_definitions__pages') }}
    where is_governing

),

labels as (

    select * from {{ ref('stg_definitions__stage_labels') }}
    where is_governing

),

stages as (

    select * from {{ ref('stg_definitions__opportunity_stages') }}

),

stage_candidates as (

    select
        {%- for column in key %}
        {{ entered }}.{{ column }},
        {%- endfor %}
        labels.definition_version,
        labels.opportunity_stage,
        row_number() over (
            partition by {{ entered }}.{{ key | join(', ' ~ entered ~ '.') }}
            order by
                case
                    when labels.definition_version = pages.definition_version then 0
                    else 1
                end,
                case when labels.pipeline = '*' then 1 else 0 end
        ) as candidate_rank

    from {{ entered }}

    cross join {{ ref('int_settings_applied') }} as settings

    left join pages
        on
            {{ entered }}.entered_at >= pages.effective_from
            and {{ entered }}.entered_at < pages.effective_to

    inner join labels
        on
            {{ entered }}.source_system = labels.source_system
            and {{ entered }}.source_stage = labels.source_stage
            and (labels.pipeline = '*' or {{ entered }}.pipeline = labels.pipeline)
            and (
                labels.definition_version = pages.definition_version
                or labels.definition_version = settings.definition_version
            )

),

stages_judged as (

    select
        {{ entered }}.*,
        stage_candidates.opportunity_stage,
        stages.outcome,
        stages.forecast_category,
        stage_candidates.definition_version,
        stages.stage_order

    from {{ entered }}

    left join stage_candidates
        on
            {%- for column in key %}
            {{ entered }}.{{ column }} = stage_candidates.{{ column }} and
            {%- endfor %}
            stage_candidates.candidate_rank = 1

    left join stages
        on
            stage_candidates.definition_version = stages.definition_version
            and stage_candidates.opportunity_stage = stages.opportunity_stage

)
{%- endmacro %}
