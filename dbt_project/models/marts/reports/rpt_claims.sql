{% set sums = {
    'open_pipeline': ['opportunities', 'amount', 'not is_closed'],
    'won': ['opportunities', 'amount', 'is_won'],
    'billed': ['invoices', 'total_amount', 'not is_voided'],
    'collected': ['payments', 'amount', "outcome = 'succeeded'"],
} %}

with

months_claimed as (

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

-- What was given back takes away.
payments as (

    select
        outcome,
        amount,
        case when payment_type = 'refund' then -1 else 1 end * reporting_amount
            as reporting_amount

    from {{ ref('fct_payments') }}

    where payment_type in ('payment', 'refund')

),

control_totals as (

    select
        metric,
        source_system,
        connection,
        min(how) as how,
        max(currency_code) as currency_code,
        cast(
            case when bool_and(is_known) then sum(claimed_value) end as decimal(38, 4)
        ) as claimed_value

    from months_claimed

    group by
        metric,
        source_system,
        connection

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
        'opportunities' as metric,
        cast(count(*) as decimal(38, 4)) as canonical_value
    from opportunities

    -- A sum with an amount that could not be converted is unknown, not smaller.
    {% for metric, (facts, amount, condition) in sums.items() %}
    union all

    select
        '{{ metric }}' as metric,
        cast(
            case
                when count({{ amount }}) = count(reporting_amount)
                    then coalesce(sum(reporting_amount), 0)
            end as decimal(38, 4)
        ) as canonical_value
    from {{ facts }}
    where {{ condition }}
    {% endfor %}
),

-- A number that no system claims stands alone, beside an empty source.
compared as (

    select
        canonical.metric,
        control_totals.source_system,
        control_totals.connection,
        control_totals.how,
        control_totals.currency_code,
        control_totals.claimed_value,
        canonical.canonical_value

    from canonical

    left join control_totals
        on canonical.metric = control_totals.metric

)

select
    md5(
        metric || '|' || coalesce(source_system, '') || '|' || coalesce(connection, '')
    ) as claim_id,
    'then' as definition_basis,
    metric,
    source_system,
    connection,
    how,
    currency_code,
    claimed_value,
    canonical_value,
    claimed_value - canonical_value as difference

from compared
