with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

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

entered as (

    select * from {{ ref('int_opportunity_stages_stated') }}

),

-- The page in force at the entry speaks first, else the one in force now; a pipeline's own
-- label before one for every pipeline.
candidates as (

    select
        entered.opportunity_id,
        entered.entry_number,
        labels.definition_version,
        labels.opportunity_stage,
        row_number() over (
            partition by entered.opportunity_id, entered.entry_number
            order by
                case
                    when labels.definition_version = pages.definition_version then 0
                    else 1
                end,
                case when labels.pipeline = '*' then 1 else 0 end
        ) as candidate_rank

    from entered

    cross join settings

    left join pages
        on
            entered.entered_at >= pages.effective_from
            and entered.entered_at < pages.effective_to

    inner join labels
        on
            entered.source_system = labels.source_system
            and entered.source_stage = labels.source_stage
            and (labels.pipeline = '*' or entered.pipeline = labels.pipeline)
            and (
                labels.definition_version = pages.definition_version
                or labels.definition_version = settings.definition_version
            )

),

judged as (

    select
        entered.opportunity_id,
        entered.source_system,
        entered.connection,
        entered.record_id,
        entered.pipeline,
        entered.source_stage,
        candidates.opportunity_stage,
        stages.outcome,
        stages.forecast_category,
        candidates.definition_version,
        entered.entry_number,
        stages.stage_order,
        entered.is_present_stage,
        entered.entered_at

    from entered

    left join candidates
        on
            entered.opportunity_id = candidates.opportunity_id
            and entered.entry_number = candidates.entry_number
            and candidates.candidate_rank = 1

    left join stages
        on
            candidates.definition_version = stages.definition_version
            and candidates.opportunity_stage = stages.opportunity_stage

)

select * from judged
