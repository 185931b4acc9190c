{% set deal_facts = [
    'opportunity_changes', 'opportunity_lines', 'opportunity_people',
] %}

with

opportunities as (

    select * from {{ ref('int_opportunities_clustered') }}
    where standing_key is not null

),

excluded as (
    {% for entity in deal_facts %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ entity }}' as entity,
        facts.source_system,
        facts.connection,
        facts.source_object,
        facts.record_id,
        case
            when facts.source_opportunity_id is null then 'names no deal'
            else 'deal is gone or unknown'
        end as reason

    from {{ ref('int_' ~ entity ~ '_unioned') }} as facts

    left join opportunities
        on
            facts.source_system = opportunities.source_system
            and facts.connection = opportunities.connection
            and facts.source_opportunity_id = opportunities.record_id

    where
        not facts.is_deleted
        and opportunities.record_key is null
    {% endfor %}
)

select * from excluded
