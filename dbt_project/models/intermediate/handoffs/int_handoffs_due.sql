{% set promises = {'contact': 'contacted', 'feedback': 'disposed'} %}

with

worked as (

    select * from {{ ref('int_handoff_moments_worked') }}

),

slas as (

    select * from {{ ref('stg_definitions__sla') }}

),

working_times as (

    select * from {{ ref('int_working_times') }}

),

promised as (

    {% for promise in promises -%}
    select
        worked.judged_by,
        worked.lead_id,
        '{{ promise }}' as promise,
        worked.definition_version,
        worked.calendar_order,
        worked.worked + slas.{{ promise }}_within_minutes * 60000 as worked_when_due

    from worked

    inner join slas
        on worked.definition_version = slas.definition_version

    where worked.moment = 'handed_off'
    {{- '\n\n    union all\n\n    ' if not loop.last }}
    {%- endfor %}

),

-- Due in the interval in which as much has been worked as was promised.
due as (

    select
        promised.judged_by,
        promised.lead_id,
        promised.promise,
        working_times.started_at
        + (promised.worked_when_due - working_times.worked_before)
        * interval '1 millisecond' as due_at

    from promised

    inner join working_times
        on
            promised.definition_version = working_times.definition_version
            and promised.calendar_order = working_times.calendar_order
            and promised.worked_when_due > working_times.worked_before
            and promised.worked_when_due
            <= working_times.worked_before + working_times.worked

),

minutes as (

    select
        since.judged_by,
        since.lead_id,
        {%- for promise, moment in promises.items() %}
        max(
            case
                when until.moment = '{{ moment }}'
                    then {{ whole_quotient('until.worked - since.worked', '60000') }}
            end
        ) as {{ promise }}_business_minutes
        {{- "," if not loop.last }}
        {%- endfor %}

    from worked as since

    inner join worked as until
        on
            since.judged_by = until.judged_by
            and since.lead_id = until.lead_id

    where since.moment = 'handed_off'

    group by
        since.judged_by,
        since.lead_id

),

dues as (

    select
        judged_by,
        lead_id,
        {%- for promise in promises %}
        max(case when promise = '{{ promise }}' then due_at end) as {{ promise }}_due_at
        {{- "," if not loop.last }}
        {%- endfor %}

    from due

    group by
        judged_by,
        lead_id

),

joined as (

    select
        minutes.*,
        dues.contact_due_at,
        dues.feedback_due_at

    from minutes

    left join dues
        on
            minutes.judged_by = dues.judged_by
            and minutes.lead_id = dues.lead_id

)

select * from joined
