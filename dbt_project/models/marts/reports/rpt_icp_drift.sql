with

{{ leads_by_basis() }},

settings as (

    select * from {{ ref('int_settings_applied') }}

),

-- Whom marketing reaches, whom sales pursues and who buys, each in the quarter in which it happened.
reached as (
    {% for stage in lead_stages() %}
    {%- set date = ('first_contacted' if stage == 'contacted' else stage) ~ '_date' %}
    {{- "union all\n" if not loop.first }}
    select
        leads.definition_basis,
        leads.definition_version,
        '{{ stage }}' as lead_stage,
        cast({{ loop.index }} as bigint) as stage_order,
        {{ fiscal_quarter_start(
            'leads.' ~ date, 'settings.fiscal_year_start_month'
        ) }}
            as fiscal_quarter_start_date,
        leads.fit_score,
        leads.account_id,
        leads.is_icp

    from leads

    cross join settings

    where leads.{{ date }} is not null
    {% endfor %}
),

counted as (

    select
        definition_basis,
        definition_version,
        lead_stage,
        stage_order,
        fiscal_quarter_start_date,
        sum(fit_score) as fit_score_total,
        count(*) as lead_count,
        count(account_id) as account_lead_count,
        count(case when is_icp then 1 end) as icp_count,
        count(fit_score) as scored_count

    from reached

    group by
        definition_basis,
        definition_version,
        lead_stage,
        stage_order,
        fiscal_quarter_start_date

)

select
    definition_basis,
    definition_version,
    lead_stage,
    stage_order,
    lead_count,
    account_lead_count,
    icp_count,
    scored_count,
    cast(fit_score_total as decimal(38, 4)) as fit_score_total,
    {{ rounded_quotient(
        'cast(fit_score_total as decimal(38, 4))',
        'cast(nullif(scored_count, 0) as decimal(38, 4))', 4
    ) }}
        as mean_fit_score,
    cast(icp_count * 1.0 / nullif(lead_count, 0) as decimal(38, 12)) as icp_rate,
    fiscal_quarter_start_date

from counted
