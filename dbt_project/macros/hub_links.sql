{#-
    CTE `<rule>_links`: all records of `holders` that share a value hang on one of them, as many
    links as records: the first that is not gone without merge, so that those that stand are
    joined whatever the others choose; else the first.
-#}
{% macro hub_links(rule, holders, value, records, registered) -%}
{{ rule }}_links as (

    select
        {{ holders }}.record_key,
        first_value({{ holders }}.record_key) over (
            partition by {{ holders }}.{{ value }}
            order by
                case when {{ records }}.standing_key is null then 1 else 0 end,
                {{ key_order(registered) }}
        ) as linked_key,
        '{{ rule }}' as rule

    from {{ holders }}

    inner join {{ records }}
        on {{ holders }}.record_key = {{ records }}.record_key

    inner join {{ registered }}
        on {{ holders }}.record_key = {{ registered }}.record_key

)
{%- endmacro %}
