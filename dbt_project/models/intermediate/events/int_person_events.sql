with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

pages as (

    select * from {{ ref('stg_definitions__pages') }}
    where is_governing

),

named_assets as (

    select * from {{ ref('int_event_values_named') }}
    where attribute = 'asset'

),

named_mediums as (

    select * from {{ ref('int_event_values_named') }}
    where attribute = 'medium'

),

statuses as (

    select * from {{ ref('stg_definitions__statuses') }}

),

events as (

    select * from {{ ref('int_events_unioned') }}

),

first_pages as (

    select idle_limit_days
    from pages
    order by effective_from
    limit 1

),

-- Judged by the page in force at that moment. A word that no condition names can meet none,
-- so it is left out of the combination and thousands of subjects make one.
judged as (

    select
        events.*,
        pages.definition_version,
        coalesce(pages.idle_limit_days, first_pages.idle_limit_days) as idle_limit_days,
        statuses.means,
        statuses.claims,
        named_assets.value as named_asset,
        named_mediums.value as named_medium

    from events

    inner join settings
        on events.event_at <= settings.as_of

    cross join first_pages

    left join pages
        on
            events.event_at >= pages.effective_from
            and events.event_at < pages.effective_to

    left join statuses
        on
            pages.definition_version = statuses.definition_version
            and events.source_system = statuses.source_system
            and events.claimed_field = statuses.field
            and events.claimed_label = statuses.source_status

    left join named_assets
        on events.asset = named_assets.value

    left join named_mediums
        on events.medium = named_mediums.value

),

combined as (

    select
        *,
        md5(
            coalesce(definition_version, '')
            {%- for attribute in event_attributes() %}
            {%- set column = {'asset': 'named_asset', 'medium': 'named_medium'}.get(
                attribute, attribute
            ) %}
            || chr(31) || coalesce(
                {%- if attribute == 'score' %}cast({{ column }} as text)
                {%- else %}{{ column }}{% endif %}, ''
            )
            {%- endfor %}
        ) as combination_key

    from judged

)

select * from combined
