{% set person_facts = {
    'touches': ['source_person_id', 'touched_at'],
    'lifecycle_changes': ['source_person_id', 'changed_at'],
    'person_changes': ['source_person_id', 'changed_at'],
} %}
{% set deal_facts = [
    'opportunity_changes', 'opportunity_lines', 'opportunity_people',
] %}

with

counted as (

    select * from {{ ref('int_records_counted') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

people as (

    select * from {{ ref('int_people_identified') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_clustered') }}
    where standing_key is not null

),

gone as (

    select
        entity,
        source_system,
        connection,
        source_object,
        'deleted' as reason,
        deleted_count as record_count
    from counted

    union all

    select
        entity,
        source_system,
        connection,
        source_object,
        'merged' as reason,
        merged_count as record_count
    from counted

),

-- What hangs on nobody known, or on somebody of our own, or has not happened yet.
of_people as (
    {% for entity, columns in person_facts.items() %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ entity }}' as entity,
        facts.source_system,
        facts.connection,
        facts.source_object,
        case
            when people.record_key is null then 'person is gone or unknown'
            when facts.{{ columns[1] }} is null then 'no instant'
            when facts.{{ columns[1] }} > settings.as_of then 'after as_of'
            else 'internal person'
        end as reason,
        count(*) as record_count

    from {{ ref('int_' ~ entity ~ '_unioned') }} as facts

    cross join settings

    left join people
        on
            facts.source_system = people.source_system
            and facts.connection = people.connection
            and facts.source_person_object = people.source_object
            and facts.{{ columns[0] }} = people.record_id

    where
        not facts.is_deleted
        and (
            people.record_key is null
            or facts.{{ columns[1] }} is null
            or facts.{{ columns[1] }} > settings.as_of
            or people.is_internal
        )

    group by 1, 2, 3, 4, 5
    {% endfor %}
),

of_deals as (
    {% for entity in deal_facts %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ entity }}' as entity,
        facts.source_system,
        facts.connection,
        facts.source_object,
        'deal is gone or unknown' as reason,
        count(*) as record_count

    from {{ ref('int_' ~ entity ~ '_unioned') }} as facts

    left join opportunities
        on
            facts.source_system = opportunities.source_system
            and facts.connection = opportunities.connection
            and facts.source_opportunity_id = opportunities.record_id

    where
        not facts.is_deleted
        and opportunities.record_key is null

    group by 1, 2, 3, 4, 5
    {% endfor %}
),

drafts as (

    select
        'invoices' as entity,
        source_system,
        connection,
        source_object,
        'draft' as reason,
        count(*) as record_count

    from {{ ref('int_invoices_unioned') }}

    where
        not is_deleted
        and issued_at is null

    group by 1, 2, 3, 4

),

excluded as (

    select * from gone
    union all
    select * from of_people
    union all
    select * from of_deals
    union all
    select * from drafts

)

select * from excluded
where record_count > 0
