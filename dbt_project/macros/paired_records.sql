{#-
    CTEs that end in `pairs`: each pair of records of `entity` that the links of `ctes` (record_key,
    linked_key, rule) speak of, once a rule, how sure the page in force says that the rule is, and
    what follows: `link`, `review` or `leave`.
-#}
{% macro paired_records(entity, ctes) -%}
settings as (

    select * from {{ ref('int_settings_applied') }}

),

evidence as (

    select * from {{ ref('stg_definitions__matching_evidence') }}

),

thresholds as (

    select * from {{ ref('stg_definitions__matching_thresholds') }}
    where entity = '{{ entity }}'

),

found as (
    {% for cte in ctes %}
    {{- "union all\n" if not loop.first }}
    select
        record_key,
        linked_key,
        rule
    from {{ cte }}
    {% endfor %}
),

distinct_pairs as (

    select distinct
        record_key,
        linked_key,
        rule

    from found

    where record_key <> linked_key

),

pairs as (

    select
        distinct_pairs.record_key,
        distinct_pairs.linked_key,
        distinct_pairs.rule,
        cast(evidence.confidence as decimal(5, 4)) as confidence,
        case
            when evidence.confidence >= thresholds.link_at then 'link'
            when evidence.confidence >= thresholds.review_at then 'review'
            else 'leave'
        end as decision

    from distinct_pairs

    cross join settings

    inner join evidence
        on
            settings.definition_version = evidence.definition_version
            and distinct_pairs.rule = evidence.rule

    inner join thresholds
        on settings.definition_version = thresholds.definition_version

)
{%- endmacro %}
