{% set comparisons = ['name', 'address', 'phone', 'title', 'city'] %}

with

compared as (

    select * from {{ ref('int_people_compared') }}

),

weights as (

    select * from {{ ref('stg_definitions__matching_weights') }}

),

levels as (

    select
        group_key,
        other_key,
        'prior' as comparison,
        'any_pair' as level
    from compared
    {% for comparison in comparisons %}
    union all

    select
        group_key,
        other_key,
        '{{ comparison }}' as comparison,
        {{ comparison }}_level as level
    from compared
    where {{ comparison }}_level is not null
    {% endfor %}
),

-- Decimals add up to the same whatever their order.
weighed as (

    select
        levels.group_key,
        levels.other_key,
        sum(
            cast(
                ln(
                    cast(weights.m as double precision)
                    / cast(weights.u as double precision)
                ) as decimal(18, 9)
            )
        ) as weight

    from levels

    inner join weights
        on
            levels.comparison = weights.comparison
            and levels.level = weights.level

    group by
        levels.group_key,
        levels.other_key

)

select
    compared.*,
    weighed.weight,
    cast(
        least(1 / (1 + exp(-cast(weighed.weight as double precision))), 0.9999)
        as decimal(5, 4)
    ) as confidence

from compared

inner join weighed
    on
        compared.group_key = weighed.group_key
        and compared.other_key = weighed.other_key
