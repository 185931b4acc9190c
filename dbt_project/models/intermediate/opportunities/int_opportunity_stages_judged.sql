with

entered as (

    select * from {{ ref('int_opportunity_stages_stated') }}

),

{{ judged_stages('entered', ['opportunity_id', 'entry_number']) }}

select
    opportunity_id,
    source_system,
    connection,
    record_id,
    pipeline,
    source_stage,
    opportunity_stage,
    outcome,
    forecast_category,
    definition_version,
    entry_number,
    stage_order,
    is_present_stage,
    entered_at

from stages_judged
