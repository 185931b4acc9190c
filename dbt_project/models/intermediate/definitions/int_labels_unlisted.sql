with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

unlisted_statuses as (

    select * from {{ ref('int_statuses_unlisted') }}

),

stages as (

    select * from {{ ref('int_opportunity_stages_judged') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_reconciled') }}

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
        cast(null as text) as source_system,
        'opportunity_type' as field,
        source_opportunity_type as label,
        count(*) as row_count,
        'opportunity_types: (one of them): ' || source_opportunity_type as to_add

    from opportunities

    where
        source_opportunity_type is not null
        and opportunity_type is null

    group by source_opportunity_type

),

unlisted as (

    select * from unlisted_statuses
    union all
    select * from unlisted_stages
    union all
    select * from unlisted_types

)

select
    unlisted.source_system,
    unlisted.field,
    unlisted.label,
    settings.definition_version,
    unlisted.to_add,
    unlisted.row_count

from unlisted

cross join settings
