{#-
    CTEs that end in `components`: for each record of `links` (record_key, linked_key) the least
    key it is connected with. Needs `recursive`.

    Each round lets every node go by the least name around it and joins what has one name.
    Keys are digests, so a round leaves a constant share of the nodes and long chains fold up.
    What the rounds leave is closed by recursion over distinct pairs, which ends when a step brings
    nothing new; `linked_records_stand_for_one_thing` asks of each build that no link is left over.
-#}
{% macro connected_components(links, rounds=3) -%}
neighbours_0 as (

    select
        record_key as node,
        linked_key as neighbour

    from {{ links }}

    union distinct

    select
        linked_key as node,
        record_key as neighbour

    from {{ links }}

),

{% for round in range(1, rounds + 1) -%}
labels_{{ round }} as (

    select
        node,
        least(node, min(neighbour)) as label

    from neighbours_{{ round - 1 }}

    group by node

),

neighbours_{{ round }} as (

    select distinct
        near_labels.label as node,
        far_labels.label as neighbour

    from neighbours_{{ round - 1 }} as pairs

    inner join labels_{{ round }} as near_labels
        on pairs.node = near_labels.node

    inner join labels_{{ round }} as far_labels
        on pairs.neighbour = far_labels.node

    where near_labels.label <> far_labels.label

),

{% endfor -%}
reached as (

    select
        node,
        neighbour as reached_node

    from neighbours_{{ rounds }}

    union distinct

    select
        reached.node,
        neighbours.neighbour as reached_node

    from reached

    inner join neighbours_{{ rounds }} as neighbours
        on reached.reached_node = neighbours.node

),

closed as (

    select
        node,
        least(node, min(reached_node)) as label

    from reached

    group by node

),

components as (

    {% set label = namespace(last='labels_1.label') -%}
    select
        labels_1.node as record_key,
        {%- for round in range(2, rounds + 1) %}
        {%- set label.last = 'coalesce(labels_' ~ round ~ '.label, ' ~ label.last ~ ')' %}
        {%- endfor %}
        coalesce(closed.label, {{ label.last }}) as component

    from labels_1
    {%- set label.last = 'labels_1.label' %}
    {%- for round in range(2, rounds + 1) %}

    left join labels_{{ round }}
        on {{ label.last }} = labels_{{ round }}.node
    {%- set label.last = 'coalesce(labels_' ~ round ~ '.label, ' ~ label.last ~ ')' %}
    {%- endfor %}

    left join closed
        on {{ label.last }} = closed.node

)
{%- endmacro %}
