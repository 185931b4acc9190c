with

events as (

    select * from {{ ref('int_person_events') }}
    where
        medium is not null
        and named_medium is null
        and (touch_type is not null or event = 'record_created')

),

combinations as (

    select * from {{ ref('int_event_combinations_judged') }}
    where channel is not null

),

pages as (

    select * from {{ ref('int_pages_applied') }}
    where judged_by = 'then'

),

-- Where another condition tells the channel, the medium need not stand on the page.
unlisted as (

    select
        events.source_system,
        'medium' as field,
        events.medium as label,
        count(*) as row_count,
        'channels: - {channel: (one of them), when: {medium: [' || events.medium
        || ']}}' as to_add

    from events

    left join pages
        on
            events.event_at >= pages.applies_from
            and events.event_at < pages.applies_to

    left join combinations
        on
            events.combination_key = combinations.combination_key
            and pages.definition_version = combinations.definition_version

    where combinations.channel is null

    group by
        events.source_system,
        events.medium

)

select * from unlisted
