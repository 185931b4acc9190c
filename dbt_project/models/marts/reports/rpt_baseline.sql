{# What is counted: the moment that dates it, and what came of it. #}
{% set counts = {
    'handed_off_count': "moment = 'handed_off'",
    'accepted_count': "moment = 'handed_off' and outcome = 'accepted'",
    'rejected_count': "moment = 'handed_off' and outcome = 'rejected'",
    'decision_pending_count': "moment = 'handed_off' and outcome = 'pending'",
    'mql_count': "moment = 'mql'",
    'sql_count': "moment = 'mql' and outcome = 'sql'",
    'sql_pending_count': "moment = 'mql' and outcome = 'pending'",
    'won_deal_count': "moment = 'won'",
    'marketing_won_deal_count': "moment = 'won' and outcome = 'marketing'",
    'queue_pending_count': 'is_waiting',
} %}
{# A rate: of what, and of how many. #}
{% set rates = {
    'acceptance_rate': ['accepted_count', 'accepted_count + rejected_count'],
    'sql_rate': ['sql_count', 'mql_count - sql_pending_count'],
    'marketing_won_rate': ['marketing_won_deal_count', 'won_deal_count'],
} %}
{# The middle one, of two the lesser: a mean is made by a few that waited long. #}
{% set medians = {
    'median_queue_minutes': 'queue_minutes',
    'median_cycle_days': 'cycle_days',
} %}
{# A mean: the sum of what, over how many. #}
{% set means = {
    'mean_queue_minutes': ['queue_minutes', 'handed_off_count'],
    'mean_cycle_days': ['cycle_days', 'won_deal_count'],
} %}

with

{{ leads_by_basis() }},

settings as (

    select * from {{ ref('int_settings_applied') }}

),

judges as (

    select distinct judged_by from {{ ref('int_pages_applied') }}

),

answers as (

    select * from {{ ref('int_leads_answered') }}

),

won_opportunities as (

    select * from {{ ref('fct_opportunities') }}
    where is_won

),

answered as (

    select
        leads.*,
        answers.answer,
        answers.has_ended,
        answers.queue_minutes

    from leads

    inner join answers
        on
            leads.judged_by = answers.judged_by
            and leads.lead_id = answers.lead_id

),

moments as (

    select
        judged_by,
        'handed_off' as moment,
        answer as outcome,
        queue_minutes,
        cast(null as bigint) as cycle_days,
        false as is_waiting,
        handed_off_date as moment_date
    from answered
    where handed_off_at is not null

    union all

    select
        judged_by,
        'mql' as moment,
        case
            when sql_at is not null then 'sql'
            when not has_ended then 'pending'
        end as outcome,
        cast(null as bigint) as queue_minutes,
        cast(null as bigint) as cycle_days,
        handed_off_at is null and not has_ended as is_waiting,
        mql_date as moment_date
    from answered
    where mql_at is not null

    union all

    select
        judges.judged_by,
        'won' as moment,
        case when leads.is_marketing_sourced then 'marketing' end as outcome,
        cast(null as bigint) as queue_minutes,
        won_opportunities.cycle_days,
        false as is_waiting,
        won_opportunities.closed_date as moment_date

    from won_opportunities

    cross join judges

    left join leads
        on
            won_opportunities.opportunity_id = leads.opportunity_id
            and judges.judged_by = leads.judged_by
            and leads.is_primary_for_opportunity

),

quartered as (

    select
        moments.*,
        {{ fiscal_quarter_start(
            'moments.moment_date', 'settings.fiscal_year_start_month'
        ) }}
            as fiscal_quarter_start_date

    from moments

    cross join settings

),

counted as (

    select
        judged_by,
        fiscal_quarter_start_date,
        {%- for name, what in counts.items() %}
        count(case when {{ what }} then 1 end) as {{ name }},
        {%- endfor %}
        {%- for name, what in medians.items() %}
        percentile_disc(0.5) within group (order by {{ what }}) as {{ name }},
        {%- endfor %}
        cast(coalesce(sum(queue_minutes), 0) as bigint) as queue_minutes,
        cast(coalesce(sum(cycle_days), 0) as bigint) as cycle_days

    from quartered

    group by
        judged_by,
        fiscal_quarter_start_date

)

select
    {{ key_of_columns(['judged_by', 'fiscal_quarter_start_date']) }} as baseline_id,
    case when judged_by = 'then' then 'then' else 'now' end as definition_basis,
    nullif(judged_by, 'then') as definition_version,
    {%- for name in counts %}
    {{ name }},
    {%- endfor %}
    queue_minutes,
    cycle_days,
    {%- for rate, (part, whole) in rates.items() %}
    cast({{ part }} * 1.0 / nullif({{ whole }}, 0) as decimal(38, 12)) as {{ rate }},
    {%- endfor %}
    {%- for mean, (total, count) in means.items() %}
    {{ rounded_quotient(
        'cast(' ~ total ~ ' as decimal(38, 4))',
        'cast(nullif(' ~ count ~ ', 0) as decimal(38, 4))', 4
    ) }}
        as {{ mean }},
    {%- endfor %}
    {%- for name in medians %}
    cast({{ name }} as bigint) as {{ name }},
    {%- endfor %}
    fiscal_quarter_start_date

from counted
