{#-
    CTEs that end in `overridden_pairs`: the `pairs` of an entity as somebody decided about them.
    What they linked is a link by a rule of its own, what they keep apart joins nobody. `overrides`
    are those of the entity whose records have landed.
-#}
{% macro overridden_pairs(pairs, entity) -%}
overrides as (

    select * from {{ ref('int_overrides_resolved') }}
    where
        entity = '{{ entity }}'
        and has_landed

),

overridden_pairs as (

    select
        {{ pairs }}.record_key,
        {{ pairs }}.linked_key,
        {{ pairs }}.rule,
        {{ pairs }}.confidence,
        case
            when overrides.override_id is null then {{ pairs }}.decision
            else 'apart'
        end as decision

    from {{ pairs }}

    left join overrides
        on
            least({{ pairs }}.record_key, {{ pairs }}.linked_key)
            = least(overrides.record_key, overrides.linked_key)
            and greatest({{ pairs }}.record_key, {{ pairs }}.linked_key)
            = greatest(overrides.record_key, overrides.linked_key)
            and overrides.decision = 'apart'

    union all

    select
        record_key,
        linked_key,
        'override' as rule,
        cast(1 as decimal(5, 4)) as confidence,
        decision
    from overrides
    where decision = 'link'

)
{%- endmacro %}
