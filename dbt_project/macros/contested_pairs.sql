{#-
    CTEs that end in `contested`: the links of `judged` (group_key, other_key, decision, is_unlike) of
    groups that are like one another by way of a third, though they are known to be unlike. Which of
    the two the third is, is for somebody to say.
-#}
{% macro contested_pairs(judged) -%}
both_ways as (

    select
        group_key,
        other_key,
        decision,
        is_unlike
    from {{ judged }}

    union all

    select
        other_key as group_key,
        group_key as other_key,
        decision,
        is_unlike
    from {{ judged }}

),

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
            (far.decision = 'link' and across.is_unlike)
            or (far.is_unlike and across.decision = 'link')
        )

)
{%- endmacro %}
