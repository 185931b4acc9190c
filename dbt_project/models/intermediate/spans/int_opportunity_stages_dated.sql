with

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

clustered as (

    select * from {{ ref('int_opportunities_clustered') }}

),

told as (

    select * from {{ ref('int_opportunity_values_dated') }}
    where
        field = 'stage'
        and told_value is not null

),

entered as (

    select
        told.record_key,
        clustered.source_system,
        opportunities.pipeline,
        told.told_value as source_stage,
        told.entered_at,
        told.valid_from_at

    from told

    inner join clustered
        on told.record_key = clustered.record_key

    inner join opportunities
        on
            clustered.source_system = opportunities.source_system
            and clustered.connection = opportunities.connection
            and clustered.source_object = opportunities.source_object
            and clustered.record_id = opportunities.record_id

),

{{ judged_stages('entered', ['record_key', 'valid_from_at']) }}

select
    record_key,
    opportunity_stage,
    outcome,
    forecast_category,
    entered_at,
    valid_from_at

from stages_judged
