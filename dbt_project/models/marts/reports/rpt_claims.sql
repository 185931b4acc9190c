with

control_totals as (

    select * from {{ ref('int_control_totals_converted') }}

),

leads as (

    select * from {{ ref('fct_leads') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

invoices as (

    select * from {{ ref('fct_invoices') }}

),

canonical as (

    select
        'leads' as metric,
        cast(count(*) as decimal(38, 4)) as canonical_value
    from leads

    union all

    select
        'mqls' as metric,
        cast(count(mql_at) as decimal(38, 4)) as canonical_value
    from leads

    union all

    select
        'open_pipeline' as metric,
        cast(sum(reporting_amount) as decimal(38, 4)) as canonical_value
    from opportunities
    where not is_closed

    union all

    select
        'won' as metric,
        cast(sum(reporting_amount) as decimal(38, 4)) as canonical_value
    from opportunities
    where is_won

    union all

    select
        'billed' as metric,
        cast(sum(reporting_amount) as decimal(38, 4)) as canonical_value
    from invoices
    where not is_voided

),

-- A number that no system claims stands alone, beside an empty source.
compared as (

    select
        canonical.metric,
        control_totals.source_system,
        control_totals.how,
        control_totals.currency_code,
        control_totals.claimed_value,
        canonical.canonical_value

    from canonical

    left join control_totals
        on canonical.metric = control_totals.metric

)

select
    md5(metric || '|' || coalesce(source_system, '')) as claim_id,
    metric,
    source_system,
    how,
    currency_code,
    claimed_value,
    canonical_value,
    claimed_value - canonical_value as difference

from compared
