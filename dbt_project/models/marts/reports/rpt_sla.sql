{% set promises = {
    'quality': ['marketing', 'accepted_percent', 'percent', 'accepted_percent'],
    'contact': ['sales', 'contact_within_minutes', 'business_minutes', 'in_time_percent'],
    'feedback': ['sales', 'feedback_within_minutes', 'business_minutes', 'in_time_percent'],
} %}
{% set statuses = ['met', 'breached', 'pending', 'not_applicable'] %}

with

weeks as (

    select * from {{ ref('int_weeks_promised') }}

),

leads as (

    select * from {{ ref('int_leads_dated') }}

),

handoffs as (

    select * from {{ ref('int_handoffs_judged') }}

),

volumes as (

    select
        weeks.judged_by,
        weeks.definition_version,
        weeks.week_start_date,
        'marketing' as side,
        'volume' as promise,
        'leads' as target_unit,
        weeks.mqls_a_week as target,
        cast(null as bigint) as target_percent,
        weeks.has_ended,
        count(leads.lead_id) as met_count,
        case
            when
                weeks.has_ended
                then greatest(weeks.mqls_a_week - count(leads.lead_id), 0)
            else 0
        end as breached_count,
        case
            when weeks.has_ended then 0
            else greatest(weeks.mqls_a_week - count(leads.lead_id), 0)
        end as pending_count,
        0 as not_applicable_count

    from weeks

    left join leads
        on
            weeks.judged_by = leads.judged_by
            and weeks.starts_at <= leads.mql_at
            and weeks.ends_at > leads.mql_at

    group by
        weeks.judged_by,
        weeks.definition_version,
        weeks.week_start_date,
        weeks.mqls_a_week,
        weeks.has_ended

),

weekly_handoffs as (

    select
        weeks.*,
        handoffs.lead_id,
        handoffs.acceptance_status as quality_status,
        handoffs.contact_status,
        handoffs.feedback_status

    from weeks

    left join handoffs
        on
            weeks.judged_by = handoffs.judged_by
            and weeks.starts_at <= handoffs.handed_off_at
            and weeks.ends_at > handoffs.handed_off_at

),

of_handoffs as (

    {% for promise, (side, target, unit, share) in promises.items() -%}
    select
        judged_by,
        definition_version,
        week_start_date,
        '{{ side }}' as side,
        '{{ promise }}' as promise,
        '{{ unit }}' as target_unit,
        {{ target }} as target,
        {{ share }} as target_percent,
        has_ended,
        {%- for status in statuses %}
        count(case when {{ promise }}_status = '{{ status }}' then lead_id end)
            as {{ status }}_count
        {{- "," if not loop.last }}
        {%- endfor %}

    from weekly_handoffs

    group by
        judged_by,
        definition_version,
        week_start_date,
        {{ target }},
        {{ share }},
        has_ended
    {{- '\n\n    union all\n\n    ' if not loop.last }}
    {%- endfor %}

),

counted as (

    select * from volumes
    union all
    select * from of_handoffs

),

-- What is pending may still be met, and more may come until the week has ended.
judged as (

    select
        *,
        case
            when met_count + breached_count + pending_count = 0 then 'not_applicable'
            when promise = 'volume' and met_count >= target then 'met'
            when target_percent = 100 and breached_count > 0 then 'breached'
            when not has_ended then 'pending'
            when promise = 'volume' then 'breached'
            when
                met_count * 100
                >= target_percent * (met_count + breached_count + pending_count)
                then 'met'
            when
                (met_count + pending_count) * 100
                < target_percent * (met_count + breached_count + pending_count)
                then 'breached'
            else 'pending'
        end as status

    from counted

)

select
    case when judged_by = 'then' then 'then' else 'now' end as definition_basis,
    definition_version,
    week_start_date,
    side,
    promise,
    status,
    target_unit,
    target,
    target_percent,
    met_count,
    breached_count,
    pending_count,
    not_applicable_count,
    cast(met_count * 1.0 / nullif(met_count + breached_count, 0) as decimal(38, 12))
        as kept_rate

from judged
