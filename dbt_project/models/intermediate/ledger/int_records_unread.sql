{# HubSpot's objects of which a record is one touch or none. #}
{% set objects = [
    'email_events', 'form_submissions', 'marketing_event_participations', 'web_events',
] %}

with

counted as (

    select * from {{ ref('int_records_counted') }}
    where entity = 'touches'

),

staged as (
    {% for object in objects %}
    {{- "union all\n" if not loop.first }}
    select
        'hubspot' as source_system,
        connection,
        '{{ object }}' as source_object,
        count(*) as staged_count

    from {{ ref('stg_hubspot__' ~ object) }}

    group by connection
    {% endfor %}
)

select
    'touches' as entity,
    staged.source_system,
    staged.connection,
    staged.source_object,
    staged.staged_count - coalesce(counted.record_count, 0) as record_count

from staged

left join counted
    on
        staged.source_system = counted.source_system
        and staged.connection = counted.connection
        and staged.source_object = counted.source_object

where staged.staged_count > coalesce(counted.record_count, 0)
