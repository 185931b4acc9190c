with

handoffs as (

    select * from {{ ref('int_handoffs_made') }}

),

slas as (

    select * from {{ ref('stg_definitions__sla') }}

),

signs as (

    select distinct
        definition_version,
        sign
    from {{ ref('stg_definitions__signs') }}

),

rules_judged as (

    select * from {{ ref('int_event_rules_judged') }}
    where is_met

),

pages as (

    select * from {{ ref('int_pages_applied') }}

),

events as (

    select
        *,
        case when touch_type is not null then record_id end as touch_record_id

    from {{ ref('int_person_events') }}

    where person_id is not null

),

touches as (

    select * from {{ ref('int_touches_unioned') }}

),

sign_combinations as (

    select distinct
        combination_key,
        definition_version,
        stage as sign
    from rules_judged

    where stage in (select signs.sign from signs)

),

-- What is a sign, says the page that judges the event; what has to be there, that of the handoff.
-- A task is there to be seen when it is made, whenever it is due or done.
happened as (

    select
        pages.judged_by,
        events.person_id,
        sign_combinations.sign,
        coalesce(touches.source_created_at, events.event_at) as shown_at

    from events

    inner join sign_combinations
        on events.combination_key = sign_combinations.combination_key

    inner join pages
        on
            sign_combinations.definition_version = pages.definition_version
            and events.event_at >= pages.applies_from
            and events.event_at < pages.applies_to

    left join touches
        on
            events.source_system = touches.source_system
            and events.connection = touches.connection
            and events.source_object = touches.source_object
            and events.touch_record_id = touches.record_id

),

looked_for as (

    select
        handoffs.judged_by,
        handoffs.lead_id,
        handoffs.person_id,
        signs.sign,
        handoffs.handed_off_at - slas.signs_within_minutes * interval '1 minute'
            as looked_for_from,
        handoffs.handed_off_at + slas.signs_within_minutes * interval '1 minute'
            as looked_for_until

    from handoffs

    inner join slas
        on handoffs.definition_version = slas.definition_version

    inner join signs
        on handoffs.definition_version = signs.definition_version

),

found as (

    select
        looked_for.judged_by,
        looked_for.lead_id,
        looked_for.sign,
        looked_for.looked_for_until,
        count(happened.shown_at) > 0 as is_found

    from looked_for

    left join happened
        on
            looked_for.judged_by = happened.judged_by
            and looked_for.person_id = happened.person_id
            and looked_for.sign = happened.sign
            and looked_for.looked_for_from <= happened.shown_at
            and looked_for.looked_for_until >= happened.shown_at

    group by
        looked_for.judged_by,
        looked_for.lead_id,
        looked_for.sign,
        looked_for.looked_for_until

)

select * from found
