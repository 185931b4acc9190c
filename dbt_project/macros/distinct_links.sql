{#- CTE `distinct_links`: the links of several CTEs, each pair of records once a rule. -#}
{% macro distinct_links(ctes) -%}
linked as (
    {% for cte in ctes %}
    {{- "union all\n" if not loop.first }}
    select * from {{ cte }}
    {% endfor %}
),

distinct_links as (

    select distinct
        record_key,
        linked_key,
        rule,
        cast(confidence as decimal(5, 4)) as confidence

    from linked

    where record_key <> linked_key

)
{%- endmacro %}
