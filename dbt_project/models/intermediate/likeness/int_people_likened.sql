with

weighed as (

    select * from {{ ref('int_people_weighed') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

thresholds as (

    select * from {{ ref('stg_definitions__matching_thresholds') }}
    where entity = 'people'

),

judged as (

    select
        weighed.*,
        case
            when weighed.confidence >= thresholds.link_at then 'link'
            when weighed.confidence >= thresholds.review_at then 'review'
            else 'leave'
        end as decision

    from weighed

    cross join settings

    inner join thresholds
        on settings.definition_version = thresholds.definition_version

),

both_ways as (

    select
        group_key,
        other_key,
        decision
    from judged

    union all

    select
        other_key as group_key,
        group_key as other_key,
        decision
    from judged

),

-- Somebody who is like two of whom it is known that they are not alike cannot be both: which of
-- them is for somebody to say.
contested as (

    select distinct
        near.group_key,
        near.other_key

    from both_ways as near

    inner join both_ways as far
        on
            near.other_key = far.group_key
            and near.group_key <> far.other_key

    inner join both_ways as across
        on
            near.group_key = across.group_key
            and far.other_key = across.other_key

    where
        near.decision = 'link'
        and (
            (far.decision = 'link' and across.decision = 'leave')
            or (far.decision = 'leave' and across.decision = 'link')
        )

)

select
    judged.group_key as record_key,
    judged.other_key as linked_key,
    'likeness' as rule,
    judged.confidence,
    case
        when contested.group_key is not null then 'review'
        else judged.decision
    end as decision,
    concat_ws(
        ', ',
        'name ' || judged.name_level,
        'address ' || judged.address_level,
        'phone ' || judged.phone_level,
        'title ' || judged.title_level,
        'city ' || judged.city_level
    ) as evidence

from judged

left join contested
    on
        judged.group_key = contested.group_key
        and judged.other_key = contested.other_key
