{#- What each stage says of a handoff; of one event the first of these does. -#}
{% set answers = {
    'accepted': ['accepted', 'sql', 'opportunity', 'won', 'lost'],
    'rejected': ['rejected'],
    'recycled': ['recycled'],
} %}

with

handed_off as (

    select * from {{ ref('int_cycles_handed_off') }}

),

events as (

    select * from {{ ref('int_stage_events_ordered') }}

),

silences as (

    select * from {{ ref('int_silences_read') }}

),

measured as (

    select * from {{ ref('int_silences_measured') }}

),

people as (

    select * from {{ ref('int_people_numbered') }}

),

pages as (

    select * from {{ ref('stg_definitions__pages') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

followed as (

    select
        handed_off.definition_version,
        handed_off.person_number,
        handed_off.segment_number,
        min(case when events.is_contacted then events.event_at end)
            as first_contacted_at,
        {%- for answer, stages in answers.items() %}
        min(
            case
                when
                    {% for stage in stages -%}
                    {{ 'or ' if not loop.first }}events.is_{{ stage }}
                    {% endfor -%}
                    then events.event_order
            end
        ) as {{ answer }}_order,
        {%- endfor %}
        max(case when events.closes_cycle then 1 else 0 end) = 1 as is_closed

    from handed_off

    inner join events
        on
            handed_off.read_by = events.read_by
            and handed_off.person_number = events.person_number
            and handed_off.segment_number = events.segment_number
            and events.event_at >= handed_off.handed_off_at

    group by
        handed_off.definition_version,
        handed_off.person_number,
        handed_off.segment_number

),

last_silences as (

    select
        read_by,
        person_number,
        max(started_at) as started_at

    from silences

    group by
        read_by,
        person_number

),

-- Who did anything at all has a row there, the first thing that happened to them.
reached as (

    select
        people.person_number,
        max(measured.person_reached_at) as person_reached_at

    from measured

    inner join people
        on measured.person_id = people.person_id

    group by people.person_number

)

select
    handed_off.definition_version,
    handed_off.person_number,
    handed_off.segment_number,
    case
        {%- for answer in answers %}
        when
            followed.{{ answer }}_order = least(
                {%- for other in answers %}
                coalesce(followed.{{ other }}_order, followed.{{ answer }}_order)
                {{- "," if not loop.last }}
                {%- endfor %}
            )
            then '{{ answer }}'
        {%- endfor %}
        when
            followed.is_closed
            or last_silences.started_at > handed_off.lead_at
            or settings.as_of > reached.person_reached_at
            + pages.idle_limit_days * interval '24 hours'
            then 'none'
        else 'pending'
    end as answer,
    handed_off.handed_off_at,
    followed.first_contacted_at

from handed_off

cross join settings

inner join pages
    on handed_off.definition_version = pages.definition_version

inner join followed
    on
        handed_off.definition_version = followed.definition_version
        and handed_off.person_number = followed.person_number
        and handed_off.segment_number = followed.segment_number

inner join reached
    on handed_off.person_number = reached.person_number

left join last_silences
    on
        handed_off.read_by = last_silences.read_by
        and handed_off.person_number = last_silences.person_number
