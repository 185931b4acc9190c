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

settings as (

    select * from {{ ref('int_settings_applied') }}

),

changes as (

    select * from {{ ref('int_opportunity_changes_unioned') }}
    where
        field = 'stage'
        and not is_deleted

),

-- The record that gives the stage gives its pipeline, and its connection tells the history.
recorded as (

    select
        survived.opportunity_id,
        stage_records.source_system,
        stage_records.connection,
        stage_records.record_id,
        opportunities.pipeline,
        {{ unless_blank('opportunities.stage') }} as recorded_stage,
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

-- Few deals have changes that lie ahead; of them alone the other changes are asked for.
ahead as (

    select distinct
        clustered.opportunity_id,
        clustered.source_system,
        clustered.connection

    from changes

    inner join settings
        on changes.changed_at > settings.as_of

    inner join clustered
        on
            changes.source_system = clustered.source_system
            and changes.connection = clustered.connection
            and changes.source_opportunity_id = clustered.record_id

),

changes_around as (

    select
        ahead.opportunity_id,
        ahead.source_system,
        ahead.connection,
        (
            array_agg(
                changes.new_value
                order by
                    changes.changed_at desc,
                    coalesce(changes.ties_after, 0),
                    changes.record_id desc
            ) filter (
                where
                changes.changed_at <= settings.as_of
                and changes.new_value is not null
            )
        )[1] as entered_stage,
        (
            array_agg(
                changes.old_value
                order by
                    changes.changed_at asc,
                    coalesce(changes.ties_after, 0) desc,
                    changes.record_id asc
            ) filter (where changes.changed_at > settings.as_of)
        )[1] as replaced_stage

    from ahead

    inner join clustered
        on
            ahead.opportunity_id = clustered.opportunity_id
            and ahead.source_system = clustered.source_system
            and ahead.connection = clustered.connection

    inner join changes
        on
            clustered.source_system = changes.source_system
            and clustered.connection = changes.connection
            and clustered.record_id = changes.source_opportunity_id

    cross join settings

    group by
        ahead.opportunity_id,
        ahead.source_system,
        ahead.connection

),

present as (

    select
        recorded.opportunity_id,
        recorded.source_system,
        recorded.connection,
        recorded.record_id,
        recorded.pipeline,
        coalesce(
            changes_around.entered_stage,
            changes_around.replaced_stage,
            recorded.recorded_stage
        ) as source_stage,
        recorded.created_at

    from recorded

    left join changes_around
        on
            recorded.opportunity_id = changes_around.opportunity_id
            and recorded.source_system = changes_around.source_system
            and recorded.connection = changes_around.connection

)

select * from present
