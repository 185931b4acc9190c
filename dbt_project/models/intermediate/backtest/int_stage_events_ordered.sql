with

segmented as (

    select * from {{ ref('int_person_events_segmented') }}
    where
        judged_by <> 'then'
        and stage_rank <= {{ lead_stages() | length }}

),

ordered as (

    select
        judged_by as read_by,
        person_id,
        segment_number,
        row_number() over (
            partition by judged_by, person_id, segment_number
            order by
                event_at, stage_rank, event, source_system, source_object, record_id,
                connection
        ) as event_number,
        case
            when opens_cycle then md5(
                person_id || '|' || coalesce(source_system, '')
                || '|' || coalesce(connection, '')
                || '|' || coalesce(source_object, '')
                || '|' || coalesce(record_id, '')
                || '|' || event
            )
        end as lead_id,
        opportunity_id,
        stage_rank,
        opens_cycle,
        {%- for stage in lead_stages() %}
        is_{{ stage }},
        {%- endfor %}
        event_at

    from segmented

)

select * from ordered
