with

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

clustered as (

    select * from {{ ref('int_opportunities_clustered') }}
    where standing_key is not null

),

survived as (

    select * from {{ ref('int_opportunities_survived') }}

),

-- The record that gives the stage gives its pipeline, and its system tells the history.
recorded as (

    select
        survived.opportunity_id,
        stage_records.source_system,
        stage_records.connection,
        stage_records.record_id,
        opportunities.pipeline,
        {{ unless_blank('opportunities.stage') }} as source_stage,
        survived.created_at

    from survived

    inner join clustered as stage_records
        on survived.stage_record_key = stage_records.record_key

    inner join opportunities
        on
            stage_records.source_system = opportunities.source_system
            and stage_records.connection = opportunities.connection
            and stage_records.source_object = opportunities.source_object
            and stage_records.record_id = opportunities.record_id

)

select * from recorded
