{% set lead_dates = {'leads': 'lead_date', 'mqls': 'mql_date', 'sqls': 'sql_date'} %}
{# Deals: which, dated by what, and how many or how much. #}
{% set deals = {
    'opportunities': ['true', 'created_date', 'cast(1 as decimal(38, 4))'],
    'pipeline': ['true', 'created_date', 'reporting_amount'],
    'won': ['is_won', 'closed_date', 'reporting_amount'],
} %}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

targets as (

    select * from {{ ref('fct_targets') }}

),

{{ leads_by_basis() }},

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

judges as (

    select distinct
        definition_basis,
        judged_by
    from leads

),

happened as (
    {% for metric, date in lead_dates.items() %}
    {{- "union all\n" if not loop.first }}
    select
        definition_basis,
        judged_by,
        '{{ metric }}' as metric,
        {{ date }} as happened_date,
        cast(1 as decimal(38, 4)) as worth
    from leads
    {% endfor %}
    -- No page decides what is a deal, so all of them see the same.
    {% for metric, (condition, date, worth) in deals.items() %}
    union all

    select
        judges.definition_basis,
        judges.judged_by,
        '{{ metric }}' as metric,
        opportunities.{{ date }} as happened_date,
        {{ worth }} as worth
    from opportunities

    cross join judges

    where {{ condition }}
    {% endfor %}
),

-- A sum with an amount that could not be converted is unknown, not smaller.
reached as (

    select
        judges.definition_basis,
        judges.judged_by,
        targets.target_id,
        case
            when count(happened.metric) = count(happened.worth)
                then coalesce(sum(happened.worth), 0)
        end as actual_value

    from targets

    cross join judges

    left join happened
        on
            judges.judged_by = happened.judged_by
            and targets.metric = happened.metric
            and happened.happened_date >= targets.period_start_date
            and happened.happened_date < targets.next_start_date

    group by
        judges.definition_basis,
        judges.judged_by,
        targets.target_id

)

select
    md5(reached.judged_by || '|' || targets.target_id) as target_report_id,
    reached.definition_basis,
    case
        when reached.definition_basis = 'now' then reached.judged_by
        else targets.definition_version
    end as definition_version,
    targets.metric,
    targets.period,
    targets.target_value,
    cast(reached.actual_value as decimal(38, 4)) as actual_value,
    targets.currency_code,
    {{ rounded_quotient('reached.actual_value', 'targets.target_value', 12) }}
        as attainment_rate,
    case
        when reached.actual_value >= targets.target_value then 'met'
        when settings.as_of_date < targets.next_start_date then 'pending'
        when reached.actual_value is null then 'not_applicable'
        else 'breached'
    end as status,
    targets.period_start_date,
    targets.next_start_date

from reached

cross join settings

inner join targets
    on reached.target_id = targets.target_id
