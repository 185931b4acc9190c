with

changes as (

    select * from {{ ref('int_opportunity_changes_unioned') }}
    where
        field = 'stage'
        and new_value is not null
        and not is_deleted

),

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
present_stages as (

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

),

changes_in_order as (

    select
        present_stages.opportunity_id,
        changes.source_system,
        changes.connection,
        changes.record_id,
        present_stages.pipeline,
        changes.new_value as source_stage,
        lag(changes.new_value) over (
            partition by present_stages.opportunity_id
            order by changes.changed_at, changes.record_id, changes.connection
        ) as previous_source_stage,
        changes.changed_at

    from changes

    inner join clustered
        on
            changes.source_system = clustered.source_system
            and changes.connection = clustered.connection
            and changes.source_opportunity_id = clustered.record_id

    inner join present_stages
        on
            clustered.opportunity_id = present_stages.opportunity_id
            and changes.source_system = present_stages.source_system

),

entered as (

    select
        opportunity_id,
        source_system,
        connection,
        record_id,
        pipeline,
        source_stage,
        changed_at as entered_at

    from changes_in_order

    where
        previous_source_stage is null
        or source_stage <> previous_source_stage

    union all

    select
        present_stages.opportunity_id,
        present_stages.source_system,
        present_stages.connection,
        present_stages.record_id,
        present_stages.pipeline,
        present_stages.source_stage,
        present_stages.created_at as entered_at

    from present_stages

    left join changes_in_order
        on present_stages.opportunity_id = changes_in_order.opportunity_id

    where changes_in_order.opportunity_id is null

),

numbered as (

    select
        *,
        row_number() over (
            partition by opportunity_id
            order by entered_at, record_id, connection
        ) as entry_number

    from entered

),

-- What the record says now, beside what its history says was entered.
stated as (

    select
        *,
        false as is_present_stage

    from numbered

    union all

    select
        present_stages.opportunity_id,
        present_stages.source_system,
        present_stages.connection,
        present_stages.record_id,
        present_stages.pipeline,
        present_stages.source_stage,
        max(numbered.entered_at) as entered_at,
        cast(0 as bigint) as entry_number,
        true as is_present_stage

    from present_stages

    inner join numbered
        on present_stages.opportunity_id = numbered.opportunity_id

    group by
        present_stages.opportunity_id,
        present_stages.source_system,
        present_stages.connection,
        present_stages.record_id,
        present_stages.pipeline,
        present_stages.source_stage

)

select * from stated
