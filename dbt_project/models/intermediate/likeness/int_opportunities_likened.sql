with recursive

rivalled as (

    select * from {{ ref('int_opportunities_rivalled') }}

),

stated as (

    select * from {{ ref('int_opportunities_stated') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

thresholds as (

    select * from {{ ref('stg_definitions__matching_thresholds') }}
    where entity = 'opportunities'

),

judged as (

    select
        rivalled.*,
        case
            when rivalled.confidence < thresholds.review_at then 'leave'
            when 1 - rivalled.share_of_rivals >= thresholds.link_at then 'leave'
            when
                rivalled.confidence >= thresholds.link_at
                and coalesce(rivalled.share_of_rivals, 1) >= thresholds.link_at
                then 'link'
            else 'review'
        end as decision,
        rivalled.confidence <= 1 - thresholds.review_at
        or coalesce(1 - rivalled.share_of_rivals >= thresholds.link_at, false)
            as is_unlike

    from rivalled

    cross join settings

    inner join thresholds
        on settings.definition_version = thresholds.definition_version

),

{{ contested_pairs('judged') }},

uncontested as (

    select
        judged.group_key as record_key,
        judged.other_key as linked_key

    from judged

    left join contested
        on
            judged.group_key = contested.group_key
            and judged.other_key = contested.other_key

    where
        judged.decision = 'link'
        and contested.group_key is null

),

{{ connected_components('uncontested') }},

-- By way of others a deal may be like two of one connection, which are two.
chained_twice as (

    select distinct components.component

    from components

    inner join stated
        on components.record_key = stated.group_key

    group by
        components.component,
        stated.connection_key

    having count(distinct stated.group_key) > 1

),

linked as (

    select
        uncontested.record_key,
        uncontested.linked_key

    from uncontested

    inner join components
        on uncontested.record_key = components.record_key

    left join chained_twice
        on components.component = chained_twice.component

    where chained_twice.component is null

)

select
    judged.group_key as record_key,
    judged.other_key as linked_key,
    'likeness' as rule,
    judged.confidence,
    case
        when judged.decision = 'link' and linked.record_key is null then 'review'
        else judged.decision
    end as decision,
    concat_ws(
        ', ',
        'account ' || judged.account_level,
        'name ' || judged.name_level,
        'amount ' || judged.amount_level,
        'time ' || judged.time_level,
        'owner ' || judged.owner_level
    ) as evidence

from judged

left join linked
    on
        judged.group_key = linked.record_key
        and judged.other_key = linked.linked_key
