{% set said = {
    'accepted': 'accepted', 'sql': 'accepted', 'opportunity': 'accepted',
    'won': 'accepted', 'lost': 'accepted', 'rejected': 'rejected',
    'recycled': 'recycled',
} %}

with

handoffs as (

    select * from {{ ref('int_handoffs_made') }}

),

cycle_events as (

    select * from {{ ref('int_cycle_events') }}

),

deals_won as (

    select * from {{ ref('int_person_events') }}
    where
        event = 'opportunity_closed'
        and outcome = 'won'

),

ranked as (

    select
        handoffs.judged_by,
        handoffs.lead_id,
        handoffs.person_id,
        case
            {%- for stage, disposition in said.items() %}
            when cycle_events.is_{{ stage }} then '{{ disposition }}'
            {%- endfor %}
        end as disposition,
        cycle_events.event_at as disposition_at,
        row_number() over (
            partition by handoffs.judged_by, handoffs.lead_id
            order by cycle_events.event_number
        ) as disposition_rank

    from handoffs

    inner join cycle_events
        on
            handoffs.judged_by = cycle_events.judged_by
            and handoffs.lead_id = cycle_events.lead_id
            and handoffs.handed_off_at <= cycle_events.event_at

    where
        {% for stage in said -%}
        {{ 'or ' if not loop.first }}cycle_events.is_{{ stage }}
        {% endfor %}
),

bought as (

    select
        ranked.judged_by,
        ranked.lead_id,
        min(deals_won.event_at) as bought_after_rejection_at

    from ranked

    inner join deals_won
        on
            ranked.person_id = deals_won.person_id
            and ranked.disposition_at < deals_won.event_at

    where
        ranked.disposition_rank = 1
        and ranked.disposition = 'rejected'

    group by
        ranked.judged_by,
        ranked.lead_id

),

disposed as (

    select
        ranked.judged_by,
        ranked.lead_id,
        ranked.disposition,
        ranked.disposition_at,
        bought.bought_after_rejection_at

    from ranked

    left join bought
        on
            ranked.judged_by = bought.judged_by
            and ranked.lead_id = bought.lead_id

    where ranked.disposition_rank = 1

)

select * from disposed
