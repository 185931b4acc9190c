with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

named_assets as (

    select * from {{ ref('int_event_values_named') }}
    where attribute = 'asset'

),

named_mediums as (

    select * from {{ ref('int_event_values_named') }}
    where attribute = 'medium'

),

named_outcomes as (

    select distinct
        source_system,
        touch_type,
        source_outcome
    from {{ ref('stg_definitions__outcomes') }}

),

named_authors as (

    select distinct
        source_system,
        source_author
    from {{ ref('stg_definitions__automatic_authors') }}

),

named_statuses as (

    select distinct
        source_system,
        field,
        source_status
    from {{ ref('stg_definitions__statuses') }}

),

events as (

    select * from {{ ref('int_events_unioned') }}

),

-- A word that no page names can mean nothing, so it is left out of the combination, and thousands
-- of subjects make one.
worded as (

    select
        events.*,
        named_outcomes.source_outcome as named_outcome,
        named_authors.source_author as named_author,
        named_statuses.field as named_field,
        named_statuses.source_status as named_label,
        named_assets.value as named_asset,
        named_mediums.value as named_medium

    from events

    inner join settings
        on events.event_at <= settings.as_of

    left join named_outcomes
        on
            events.source_system = named_outcomes.source_system
            and events.touch_type = named_outcomes.touch_type
            and events.source_outcome = named_outcomes.source_outcome

    left join named_authors
        on
            events.source_system = named_authors.source_system
            and events.source_author = named_authors.source_author

    left join named_statuses
        on
            events.source_system = named_statuses.source_system
            and events.claimed_field = named_statuses.field
            and events.claimed_label = named_statuses.source_status

    left join named_assets
        on events.asset = named_assets.value

    left join named_mediums
        on events.medium = named_mediums.value

),

combined as (

    select
        *,
        md5(
            ''
            {%- for word in event_words() %}
            || chr(31) || coalesce(
                {%- if word == 'score' %}cast({{ word }} as text)
                {%- else %}{{ word }}{% endif %}, ''
            )
            {%- endfor %}
        ) as combination_key

    from worded

)

select * from combined
