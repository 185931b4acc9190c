with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

touches as (

    select * from {{ ref('int_touches_unioned') }}
    where
        not is_deleted
        and touch_type in ('event_registered', 'event_attended')

),

people as (

    select * from {{ ref('int_people_identified') }}
    where not is_internal

),

campaigns as (

    select * from {{ ref('int_campaigns_keyed') }}

),

told as (

    select
        people.person_id,
        touches.touch_type,
        trim(touches.asset) as named,
        {{ local_date('touches.touched_at', 'settings.time_zone') }} as touched_date,
        touches.source_system,
        touches.connection,
        touches.source_object,
        touches.record_id,
        touches.source_system || '|' || touches.connection as teller,
        touches.touched_at,
        campaigns.campaign_id,
        campaigns.campaign_type

    from touches

    inner join settings
        on touches.touched_at <= settings.as_of

    inner join people
        on
            touches.source_system = people.source_system
            and touches.connection = people.connection
            and touches.source_person_object = people.source_object
            and touches.source_person_id = people.record_id

    left join campaigns
        on
            touches.source_system = campaigns.source_system
            and touches.connection = campaigns.connection
            and touches.source_campaign_id = campaigns.record_id

    where trim(touches.asset) <> ''

),

-- A system that knows less of an instant tells one that lies earlier: its second, or its day.
compared as (

    select
        *,
        min(teller) over same_thing as least_teller,
        max(teller) over same_thing as greatest_teller,
        first_value(teller) over (
            partition by person_id, touch_type, named, touched_date
            order by touched_at desc, teller asc
        ) as best_teller,
        first_value(campaign_id) over named_campaigns as told_campaign_id,
        first_value(campaign_type) over named_campaigns as told_campaign_type

    from told

    window
        same_thing as (partition by person_id, touch_type, named, touched_date),
        named_campaigns as (
            partition by person_id, touch_type, named, touched_date
            order by
                case when campaign_id is null then 1 else 0 end,
                touched_at desc,
                teller asc,
                record_id asc
        )

)

select
    source_system,
    connection,
    source_object,
    record_id,
    teller = best_teller as is_kept,
    coalesce(campaign_id, told_campaign_id) as campaign_id,
    case when campaign_id is null then told_campaign_type else campaign_type end
        as campaign_type

from compared

where least_teller <> greatest_teller
