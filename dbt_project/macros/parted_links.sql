{#-
    CTEs that end in `parted_links`: `links`, of which those that would join two records that
    somebody keeps apart are left (docs/facts.md, section 2). Only sets of linked records that hold
    two such records are walked through, link by link; `registered` tells the order of keys,
    `overrides` what was decided, `kept` are columns that go along. Needs `recursive`.
-#}
{% macro parted_links(links, registered, overrides, kept=[]) -%}
kept_apart as (

    select
        record_key,
        linked_key,
        least(record_key, linked_key) || greatest(record_key, linked_key) as apart_key

    from {{ overrides }}

    where decision = 'apart'

),

apart_ends as (

    select
        record_key,
        apart_key
    from kept_apart

    union distinct

    select
        linked_key as record_key,
        apart_key
    from kept_apart

),

near_ends as (

    select
        record_key,
        linked_key
    from {{ links }}
    where decision = 'link'

    union all

    select
        linked_key as record_key,
        record_key as linked_key
    from {{ links }}
    where decision = 'link'

),

surroundings as (

    select
        record_key as start_key,
        record_key
    from apart_ends

    union distinct

    select
        surroundings.start_key,
        near_ends.linked_key as record_key

    from surroundings

    inner join near_ends
        on surroundings.record_key = near_ends.record_key

),

torn_ends as (

    select distinct surroundings.start_key

    from surroundings

    inner join kept_apart
        on
            surroundings.start_key = kept_apart.record_key
            and surroundings.record_key = kept_apart.linked_key

),

-- Each set of linked records that holds two which are kept apart, by the least end in it.
torn_sets as (

    select
        surroundings.record_key,
        min(torn_ends.start_key) as set_key

    from torn_ends

    inner join surroundings
        on torn_ends.start_key = surroundings.start_key

    group by surroundings.record_key

),

-- Who is linked with one other alone and kept apart from nobody joins no two: many hang on one hub.
joints as (

    select near_ends.record_key

    from near_ends

    inner join torn_sets
        on near_ends.record_key = torn_sets.record_key

    group by near_ends.record_key

    having count(distinct near_ends.linked_key) > 1

    union distinct

    select record_key
    from apart_ends

),

torn_records as (

    select
        torn_sets.record_key,
        torn_sets.set_key,
        row_number() over (order by {{ key_order(registered) }}) as key_rank

    from torn_sets

    inner join joints
        on torn_sets.record_key = joints.record_key

    inner join {{ registered }}
        on torn_sets.record_key = {{ registered }}.record_key

),

steps as (

    select
        {{ links }}.record_key,
        {{ links }}.linked_key,
        {{ links }}.rule,
        records.set_key,
        row_number() over (
            partition by records.set_key
            order by
                case {{ links }}.rule
                    when 'override' then 1
                    when 'likeness' then 3
                    else 2
                end,
                {{ links }}.confidence desc,
                least(records.key_rank, others.key_rank),
                greatest(records.key_rank, others.key_rank),
                {{ links }}.rule
        ) as step

    from {{ links }}

    inner join torn_records as records
        on {{ links }}.record_key = records.record_key

    inner join torn_records as others
        on {{ links }}.linked_key = others.record_key

    where {{ links }}.decision = 'link'

),

-- After each step every record has the label of all that the links taken so far join it with.
states as (

    select
        torn_records.set_key,
        torn_records.record_key,
        apart_ends.apart_key,
        torn_records.record_key as label,
        cast(0 as bigint) as step,
        false as is_left

    from torn_records

    left join apart_ends
        on torn_records.record_key = apart_ends.record_key

    union all

    (
        with

        joined as (

            select
                states.set_key,
                states.record_key,
                states.apart_key,
                states.label,
                steps.step,
                max(case when states.record_key = steps.record_key then states.label end)
                    over (partition by states.set_key) as near_label,
                max(case when states.record_key = steps.linked_key then states.label end)
                    over (partition by states.set_key) as far_label

            from states

            inner join steps
                on
                    states.set_key = steps.set_key
                    and states.step + 1 = steps.step

        ),

        -- What has one label holds no two that are kept apart, so two ends are one on each side.
        counted as (

            select
                *,
                sum(
                    case
                        when near_label = far_label then 0
                        when label in (near_label, far_label) then 1
                        else 0
                    end
                ) over (partition by set_key, apart_key) as end_count

            from joined

        ),

        judged as (

            select
                *,
                max(case when apart_key is not null and end_count = 2 then 1 else 0 end)
                    over (partition by set_key) = 1 as is_left

            from counted

        )

        select
            set_key,
            record_key,
            apart_key,
            case
                when label = far_label and not is_left then near_label
                else label
            end as label,
            step,
            is_left
        from judged
    )

),

left_links as (

    select distinct
        steps.record_key,
        steps.linked_key,
        steps.rule

    from steps

    inner join states
        on
            steps.set_key = states.set_key
            and steps.step = states.step

    where states.is_left

),

parted_links as (

    select
        {{ links }}.record_key,
        {{ links }}.linked_key,
        {{ links }}.rule,
        {{ links }}.confidence,
        case
            when left_links.record_key is null then {{ links }}.decision
            else 'apart'
        end as decision
        {%- for column in kept -%}
            ,
        {{ links }}.{{ column }}
        {%- endfor %}

    from {{ links }}

    left join left_links
        on
            {{ links }}.record_key = left_links.record_key
            and {{ links }}.linked_key = left_links.linked_key
            and {{ links }}.rule = left_links.rule

)
{%- endmacro %}
