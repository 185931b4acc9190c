with

compared as (

    select * from {{ ref('int_accounts_compared') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

thresholds as (

    select * from {{ ref('stg_definitions__matching_thresholds') }}
    where entity = 'accounts'

),

{{ weighed_pairs(
    'accounts', 'compared', ['name', 'domain', 'place', 'phone', 'contact']
) }},

judged as (

    select
        weighed.*,
        case
            when weighed.confidence >= thresholds.link_at then 'link'
            when weighed.confidence >= thresholds.review_at then 'review'
            else 'leave'
        end as decision,
        weighed.confidence <= 1 - thresholds.review_at as is_unlike

    from weighed

    cross join settings

    inner join thresholds
        on settings.definition_version = thresholds.definition_version

),

{{ contested_pairs('judged') }}

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
        'domain ' || judged.domain_level,
        'place ' || judged.place_level,
        'phone ' || judged.phone_level,
        'contact ' || judged.contact_level
    ) as evidence

from judged

left join contested
    on
        judged.group_key = contested.group_key
        and judged.other_key = contested.other_key
