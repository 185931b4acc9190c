{#-
    CTEs that end in `weighed`: each pair of `compared` (group_key, other_key and `<comparison>_level`
    of each of `comparisons`), with what its levels weigh together and how sure likeness is by that.
-#}
{% macro weighed_pairs(entity, compared, comparisons) -%}
weights as (

    select * from {{ ref('stg_definitions__matching_weights') }}
    where entity = '{{ entity }}'

),

levels as (

    select
        group_key,
        other_key,
        'prior' as comparison,
        'any_pair' as level
    from {{ compared }}
    {% for comparison in comparisons %}
    union all

    select
        group_key,
        other_key,
        '{{ comparison }}' as comparison,
        {{ comparison }}_level as level
    from {{ compared }}
    where {{ comparison }}_level is not null
    {% endfor %}
),

-- Decimals add up to the same whatever their order.
weights_added as (

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

),

weighed as (

    select
        {{ compared }}.*,
        weights_added.weight,
        cast(
            least(
                1 / (1 + exp(-cast(weights_added.weight as double precision))), 0.9999
            ) as decimal(5, 4)
        ) as confidence

    from {{ compared }}

    inner join weights_added
        on
            {{ compared }}.group_key = weights_added.group_key
            and {{ compared }}.other_key = weights_added.other_key

)
{%- endmacro %}
