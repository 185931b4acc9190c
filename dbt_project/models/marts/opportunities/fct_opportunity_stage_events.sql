with

entries as (

    select * from {{ ref('int_opportunity_stages_judged') }}
    where not is_present_stage

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

in_order as (

    select
        entries.*,
        lag(stage_order) over (
            partition by opportunity_id
            order by entry_number
        ) as previous_stage_order,
        lead(entered_at) over (
            partition by opportunity_id
            order by entry_number
        ) as left_at

    from entries

)

select
    md5(
        in_order.opportunity_id || '|' || in_order.source_system || '|'
        || in_order.connection || '|' || in_order.record_id || '|'
        || cast(in_order.entry_number as text)
    ) as opportunity_stage_event_id,
    in_order.opportunity_id,
    in_order.source_system,
    in_order.connection,
    in_order.record_id,
    in_order.source_stage,
    in_order.opportunity_stage,
    in_order.outcome,
    in_order.definition_version,
    in_order.entry_number,
    in_order.stage_order,
    coalesce(in_order.stage_order < in_order.previous_stage_order, false)
        as is_regression,
    {{ local_date('in_order.entered_at', 'settings.time_zone') }} as entered_date,
    {{ local_date('in_order.left_at', 'settings.time_zone') }} as left_date,
    in_order.entered_at,
    in_order.left_at

from in_order

cross join settings
