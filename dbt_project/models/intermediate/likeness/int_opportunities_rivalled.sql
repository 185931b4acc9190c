with

compared as (

    select * from {{ ref('int_opportunities_compared') }}

),

stated as (

    select * from {{ ref('int_opportunities_stated') }}

),

{{ weighed_pairs(
    'opportunities', 'compared', ['account', 'name', 'amount', 'time', 'owner']
) }},

connected as (

    select distinct
        group_key,
        connection_key

    from stated

),

both_ways as (

    select
        group_key,
        other_key,
        group_key as pair_key,
        other_key as pair_other_key,
        weight
    from weighed

    union all

    select
        other_key as group_key,
        group_key as other_key,
        group_key as pair_key,
        other_key as pair_other_key,
        weight
    from weighed

),

-- A deal is one deal of another connection at most: all that it is like there are rivals.
ranked as (

    select
        both_ways.group_key,
        both_ways.pair_key,
        both_ways.pair_other_key,
        connected.connection_key,
        both_ways.weight,
        row_number() over (
            partition by both_ways.group_key, connected.connection_key
            order by both_ways.weight desc, both_ways.other_key
        ) as rival_rank

    from both_ways

    inner join connected
        on both_ways.other_key = connected.group_key

),

rivalled as (

    select
        ranked.pair_key,
        ranked.pair_other_key,
        max(rivals.weight) as rival_weight

    from ranked

    inner join ranked as rivals
        on
            ranked.group_key = rivals.group_key
            and ranked.connection_key = rivals.connection_key
            and rivals.rival_rank = case when ranked.rival_rank = 1 then 2 else 1 end

    group by
        ranked.pair_key,
        ranked.pair_other_key

)

select
    weighed.*,
    rivalled.rival_weight,
    cast(
        1 / (
            1 + exp(
                cast(rivalled.rival_weight - weighed.weight as double precision)
            )
        ) as decimal(5, 4)
    ) as share_of_rivals

from weighed

left join rivalled
    on
        weighed.group_key = rivalled.pair_key
        and weighed.other_key = rivalled.pair_other_key
