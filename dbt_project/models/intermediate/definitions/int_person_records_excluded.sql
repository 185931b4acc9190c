{% set person_facts = {
    'touches': ['source_person_id', 'touched_at'],
    'lifecycle_changes': ['source_person_id', 'changed_at'],
    'person_changes': ['source_person_id', 'changed_at'],
} %}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

people as (

    select * from {{ ref('int_people_identified') }}

),

-- What hangs on nobody known, or on somebody of our own, or has not happened yet. A touch may
-- name nobody.
excluded as (
    {% for entity, columns in person_facts.items() %}
    {%- set lacks_person -%}
    people.record_key is null
    {%- if entity == 'touches' %} and facts.{{ columns[0] }} is not null{% endif %}
    {%- endset %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ entity }}' as entity,
        facts.source_system,
        facts.connection,
        facts.source_object,
        facts.record_id,
        case
            when {{ lacks_person }} then 'person is gone or unknown'
            when facts.{{ columns[1] }} is null then 'no instant'
            when facts.{{ columns[1] }} > settings.as_of then 'after as_of'
            else 'internal person'
        end as reason

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
            ({{ lacks_person }})
            or facts.{{ columns[1] }} is null
            or facts.{{ columns[1] }} > settings.as_of
            or people.is_internal
        )
    {% endfor %}
)

select * from excluded
