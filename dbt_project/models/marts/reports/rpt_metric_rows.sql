{# What each metric counts: facts, key, what a record would stand for, date, which of them. #}
{% set counts = {
    'leads': ['leads', 'lead_id', 'person_id', 'lead_date', 'lead_at is not null'],
    'mqls': ['leads', 'lead_id', 'person_id', 'mql_date', 'mql_at is not null'],
    'opportunities': ['opportunities', 'opportunity_id', 'opportunity_id', 'created_date', 'true'],
} %}
{# What each adds up: facts, key, date, which of them, and the amount. #}
{% set sums = {
    'open_pipeline': ['opportunities', 'opportunity_id', 'close_date', 'not is_closed', 'amount'],
    'won': ['opportunities', 'opportunity_id', 'closed_date', 'is_won', 'amount'],
    'billed': ['invoices', 'invoice_id', 'issued_date', 'not is_voided', 'total_amount'],
} %}

with

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
        *,
        case when payment_type = 'refund' then -1 else 1 end as sign

    from {{ ref('fct_payments') }}

    where
        outcome = 'succeeded'
        and payment_type in ('payment', 'refund')

),

counted as (
    {% for metric, (facts, id, thing, date, condition) in counts.items() %}
    select
        '{{ metric }}' as metric,
        {{ id }} as fact_id,
        {{ thing }} as thing_id,
        cast(null as text) as currency_code,
        cast(null as decimal(38, 4)) as amount,
        cast(1 as decimal(38, 4)) as canonical_value,
        true as is_known,
        {{ date }} as date_day
    from {{ facts }}
    where {{ condition }}

    union all
    {% endfor %}
    {%- for metric, (facts, id, date, condition, amount) in sums.items() %}
    select
        '{{ metric }}' as metric,
        {{ id }} as fact_id,
        {{ id }} as thing_id,
        case when {{ amount }} is not null then currency_code end as currency_code,
        {{ amount }} as amount,
        coalesce(reporting_amount, 0) as canonical_value,
        {{ amount }} is null or reporting_amount is not null as is_known,
        {{ date }} as date_day
    from {{ facts }}
    where {{ condition }}

    union all
    {% endfor %}
    select
        'collected' as metric,
        payment_id as fact_id,
        payment_id as thing_id,
        currency_code,
        sign * amount as amount,
        sign * coalesce(reporting_amount, 0) as canonical_value,
        reporting_amount is not null as is_known,
        paid_date as date_day
    from payments

)

select
    md5(metric || '|' || fact_id) as metric_row_id,
    'then' as definition_basis,
    metric,
    fact_id,
    thing_id,
    currency_code,
    cast(amount as decimal(38, 4)) as amount,
    cast(canonical_value as decimal(38, 4)) as canonical_value,
    is_known,
    cast(date_trunc('month', date_day) as date) as month_start_date

from counted
