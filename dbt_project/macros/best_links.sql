{#- CTEs that end in `best_links`: of each record of `links`, the surest link that touches it. -#}
{% macro best_links(links) -%}
links_both_ways as (

    select
        record_key,
        linked_key,
        rule,
        confidence,
        refresh_number
    from {{ links }}

    union all

    select
        linked_key as record_key,
        record_key as linked_key,
        rule,
        confidence,
        refresh_number
    from {{ links }}

),

ranked_links as (

    select
        *,
        row_number() over (
            partition by record_key
            order by
                confidence desc,
                rule,
                linked_key
        ) as link_rank

    from links_both_ways

),

best_links as (

    select * from ranked_links
    where link_rank = 1

)
{%- endmacro %}
