with

stated as (

    select * from {{ ref('int_opportunities_stated') }}

),

blocked as (

    select * from {{ ref('int_opportunities_blocked') }}

),

paired as (

    select distinct
        blocked.group_key,
        others.group_key as other_key

    from blocked

    inner join blocked as others
        on
            blocked.blocking_kind = others.blocking_kind
            and blocked.blocking_value = others.blocking_value

    where blocked.group_key < others.group_key

),

of_one_connection as (

    select distinct
        paired.group_key,
        paired.other_key

    from paired

    inner join stated
        on paired.group_key = stated.group_key

    inner join stated as others
        on
            paired.other_key = others.group_key
            and stated.connection_key = others.connection_key

),

pairs as (

    select paired.*

    from paired

    left join of_one_connection
        on
            paired.group_key = of_one_connection.group_key
            and paired.other_key = of_one_connection.other_key

    where of_one_connection.group_key is null

),

{{ pairs_to_compare('pairs', 'stated', [
    'record_key', 'account_id', 'owner_user_id', 'deal_name', 'currency_code', 'amount',
    'close_date', 'source_created_at',
]) }},

compared_records as (

    select
        to_compare.*,
        stated.account_id = others.account_id as is_account_same,
        stated.owner_user_id = others.owner_user_id as is_owner_same,
        case
            when stated.deal_name = others.deal_name then 1
            when left(stated.deal_name, length(others.deal_name)) = others.deal_name
                then 2
            when left(others.deal_name, length(stated.deal_name)) = stated.deal_name
                then 2
            when stated.deal_name <> others.deal_name then 3
        end as name_distance,
        case
            when
                stated.amount = others.amount
                and coalesce(stated.currency_code, others.currency_code, '')
                = coalesce(others.currency_code, stated.currency_code, '')
                then 1
            when
                stated.amount = others.amount
                or (
                    stated.currency_code = others.currency_code
                    and 4 * least(stated.amount, others.amount)
                    >= 3 * greatest(stated.amount, others.amount)
                )
                then 2
            when stated.amount <> others.amount then 3
        end as amount_distance,
        abs(
            {{ milliseconds_between(
                'stated.source_created_at', 'others.source_created_at'
            ) }}
        ) / 86400000.0 as created_days,
        abs(stated.close_date - others.close_date) as close_days

    from to_compare

    inner join stated
        on to_compare.group_key = stated.group_key

    inner join stated as others
        on to_compare.other_key = others.group_key

),

-- Of all records of the two groups the pair that is nearest counts.
nearest as (

    select
        group_key,
        other_key,
        digest,
        other_digest,
        bool_or(is_account_same) as is_account_same,
        bool_or(is_owner_same) as is_owner_same,
        min(name_distance) as name_distance,
        min(amount_distance) as amount_distance,
        min(created_days) as created_days,
        min(close_days) as close_days

    from compared_records

    group by
        group_key,
        other_key,
        digest,
        other_digest

),

judged as (

    select
        group_key,
        other_key,
        digest,
        other_digest,
        case
            when is_account_same then 'same'
            when not is_account_same then 'unlike'
        end as account_level,
        case name_distance
            when 1 then 'same'
            when 2 then 'beginning'
            when 3 then 'unlike'
        end as name_level,
        case amount_distance
            when 1 then 'same'
            when 2 then 'near'
            when 3 then 'unlike'
        end as amount_level,
        case
            when created_days <= 1 and close_days <= 7 then 'same'
            when created_days <= 1 then 'created'
            when close_days <= 7 then 'closing'
            when least(created_days, close_days) <= 31 then 'near'
            when coalesce(created_days, close_days) is not null then 'unlike'
        end as time_level,
        case
            when is_owner_same then 'same'
            when not is_owner_same then 'unlike'
        end as owner_level

    from nearest

)

select * from judged
{{ and_kept() }}
