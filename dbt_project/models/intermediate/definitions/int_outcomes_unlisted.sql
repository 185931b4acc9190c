with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

outcomes as (

    select * from {{ ref('stg_definitions__outcomes') }}

),

touches as (

    select * from {{ ref('int_touches_unioned') }}
    where
        not is_deleted
        and outcome is null
        and {{ unless_blank('source_outcome') }} is not null

),

worded as (

    select
        source_system,
        touch_type,
        source_outcome,
        count(*) as row_count

    from touches

    group by
        source_system,
        touch_type,
        source_outcome

),

unlisted as (

    select
        worded.source_system,
        'outcome' as field,
        worded.source_outcome as label,
        worded.row_count,
        'outcomes: ' || worded.source_system || ': ' || worded.touch_type || ': '
        || worded.source_outcome || ': (what came of it)' as to_add

    from worded

    cross join settings

    left join outcomes
        on
            settings.definition_version = outcomes.definition_version
            and worded.source_system = outcomes.source_system
            and worded.touch_type = outcomes.touch_type
            and worded.source_outcome = outcomes.source_outcome

    where outcomes.outcome is null

)

select * from unlisted
