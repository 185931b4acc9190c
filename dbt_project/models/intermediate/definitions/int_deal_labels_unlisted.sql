with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

stages as (

    select * from {{ ref('int_opportunity_stages_judged') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}
    where not is_deleted

),

opportunity_types as (

    select * from {{ ref('stg_definitions__opportunity_types') }}

),

unlisted_stages as (

    select
        source_system,
        'stage' as field,
        source_stage as label,
        count(*) as row_count,
        'stage_labels: ' || source_system || ': "' || coalesce(pipeline, '*') || '": '
        || source_stage || ': (one of opportunity_stages)' as to_add

    from stages

    where opportunity_stage is null

    group by
        source_system,
        pipeline,
        source_stage

),

unlisted_types as (

    select
        opportunities.source_system,
        'opportunity_type' as field,
        opportunities.opportunity_type as label,
        count(*) as row_count,
        'opportunity_types: (one of them): ' || opportunities.opportunity_type as to_add

    from opportunities

    cross join settings

    left join opportunity_types
        on
            settings.definition_version = opportunity_types.definition_version
            and opportunities.opportunity_type = opportunity_types.source_type

    where
        opportunity_types.opportunity_type is null
        and {{ unless_blank('opportunities.opportunity_type') }} is not null

    group by
        opportunities.source_system,
        opportunities.opportunity_type

),

unlisted as (

    select * from unlisted_stages
    union all
    select * from unlisted_types

)

select * from unlisted
