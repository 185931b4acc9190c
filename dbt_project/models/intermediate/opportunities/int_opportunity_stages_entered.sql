with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

changes as (

    select * from {{ ref('int_opportunity_changes_unioned') }}
    where
        field = 'stage'
        and new_value is not null
        and not is_deleted

),

clustered as (

    select * from {{ ref('int_opportunities_clustered') }}
    where standing_key is not null

),

present_stages as (

    select * from {{ ref('int_opportunity_stages_recorded') }}

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
            order by
                changes.changed_at,
                coalesce(changes.ties_after, 0) desc,
                changes.record_id
        ) as previous_source_stage,
        changes.changed_at,
        coalesce(changes.ties_after, 0) as ties_after

    from changes

    inner join settings
        on changes.changed_at <= settings.as_of

    inner join clustered
        on
            changes.source_system = clustered.source_system
            and changes.connection = clustered.connection
            and changes.source_opportunity_id = clustered.record_id

    inner join present_stages
        on
            clustered.opportunity_id = present_stages.opportunity_id
            and changes.source_system = present_stages.source_system
            and changes.connection = present_stages.connection

),

entered as (

    select
        opportunity_id,
        source_system,
        connection,
        record_id,
        pipeline,
        source_stage,
        changed_at as entered_at,
        ties_after

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
        present_stages.created_at as entered_at,
        0 as ties_after

    from present_stages

    left join changes_in_order
        on present_stages.opportunity_id = changes_in_order.opportunity_id

    where changes_in_order.opportunity_id is null

),

numbered as (

    select
        opportunity_id,
        source_system,
        connection,
        record_id,
        pipeline,
        source_stage,
        entered_at,
        row_number() over (
            partition by opportunity_id
            order by entered_at, ties_after desc, record_id
        ) as entry_number

    from entered

)

select * from numbered
