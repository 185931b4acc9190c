with

{{ leads_by_basis() }},

ranks as (

    select * from {{ ref('int_scores_ranked') }}

),

bars as (

    select * from {{ ref('int_bars_judged') }}

),

-- Only what somebody did can come in bursts.
bursts as (

    select
        *,
        'intent' as score_kind

    from {{ ref('int_bursts_counted') }}

),

-- Fit and intent are never added up: a lead stands once under each.
scored as (
    {% for kind in ['fit', 'intent'] %}
    {{- "union all\n" if not loop.first }}
    select
        *,
        '{{ kind }}' as score_kind,
        {{ kind }}_score as score,
        cast(date_trunc('month', coalesce(mql_date, lead_date)) as date)
            as month_start_date

    from leads

    where {{ kind }}_score is not null
    {% endfor %}
),

joined as (

    select
        scored.*,
        ranks.decile,
        bars.threshold,
        bars.bar_status,
        bursts.burst_touch_count

    from scored

    inner join ranks
        on
            scored.judged_by = ranks.judged_by
            and scored.definition_version = ranks.definition_version
            and scored.score_kind = ranks.score_kind
            and scored.score = ranks.score

    inner join bars
        on
            scored.judged_by = bars.judged_by
            and scored.definition_version = bars.definition_version
            and scored.score_kind = bars.score_kind
            and scored.month_start_date = bars.month_start_date

    left join bursts
        on
            scored.judged_by = bursts.judged_by
            and scored.lead_id = bursts.lead_id
            and scored.score_kind = bursts.score_kind

)

select
    definition_basis,
    definition_version,
    score_kind,
    bar_status,
    decile,
    threshold,
    cast(min(score) as decimal(38, 4)) as least_score,
    cast(max(score) as decimal(38, 4)) as greatest_score,
    cast(
        sum(case when mql_at is not null then score else 0 end) as decimal(38, 4)
    ) as mql_score_total,
    count(*) as lead_count,
    count(mql_at) as mql_count,
    count(accepted_at) as accepted_count,
    count(rejected_at) as rejected_count,
    count(won_at) as won_count,
    count(case when mql_at is not null then accepted_at end) as mql_accepted_count,
    count(case when mql_at is not null then rejected_at end) as mql_rejected_count,
    count(case when mql_at is not null then won_at end) as mql_won_count,
    count(burst_touch_count) as burst_lead_count,
    cast(coalesce(sum(burst_touch_count), 0) as bigint) as burst_touch_count,
    month_start_date

from joined

group by
    definition_basis,
    definition_version,
    score_kind,
    bar_status,
    decile,
    threshold,
    month_start_date
