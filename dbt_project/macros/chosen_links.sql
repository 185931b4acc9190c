{#-
    CTEs that end in `chosen_links`: the links that hold (docs/facts.md, section 2). A record gone
    without merge joins nobody, or people would stay one after their merge was undone: of the links
    that touch it only the one it chooses holds, and what somebody linked by hand. Pairs that are not linked stay as they are. `registered` tells the order of keys.
-#}
{% macro chosen_links(links, records, registered) -%}
gone as (

    select record_key
    from {{ records }}
    where standing_key is null

),

gone_ends as (

    {% for own, other in [('record_key', 'linked_key'), ('linked_key', 'record_key')] %}
    select
        {{ links }}.record_key,
        {{ links }}.linked_key,
        {{ links }}.rule,
        gone.record_key as gone_key,
        {{ links }}.{{ other }} as other_key

    from {{ links }}

    inner join gone
        on {{ links }}.{{ own }} = gone.record_key

    where {{ links }}.decision = 'link'

    {% if not loop.last %}
    union all

    {% endif %}
    {% endfor %}
),

gone_ends_ranked as (

    select
        gone_ends.record_key,
        gone_ends.linked_key,
        gone_ends.rule,
        row_number() over (
            partition by gone_ends.gone_key
            order by
                case gone_ends.rule
                    when 'override' then 0
                    when 'merge' then 1
                    when 'conversion' then 2
                    when 'sync' then 3
                    else 4
                end,
                case when others.standing_key is null then 1 else 0 end,
                {{ key_order(registered) }}
        ) as choice_rank

    from gone_ends

    inner join {{ records }} as others
        on gone_ends.other_key = others.record_key

    inner join {{ registered }}
        on gone_ends.other_key = {{ registered }}.record_key

),

choices as (

    select
        record_key,
        linked_key,
        rule,
        min(choice_rank) as choice_rank

    from gone_ends_ranked

    group by
        record_key,
        linked_key,
        rule

),

chosen_links as (

    select {{ links }}.*

    from {{ links }}

    left join choices
        on
            {{ links }}.record_key = choices.record_key
            and {{ links }}.linked_key = choices.linked_key
            and {{ links }}.rule = choices.rule

    where
        {{ links }}.decision <> 'link'
        or {{ links }}.rule = 'override'
        or coalesce(choices.choice_rank, 1) = 1

)
{%- endmacro %}
