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
    where channel is null

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

    inner join combinations
        on events.combination_key = combinations.combination_key

    group by
        events.source_system,
        events.medium

)

select * from unlisted
