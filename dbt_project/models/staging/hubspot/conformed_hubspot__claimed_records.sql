{% set stages = {'leads': 'lead', 'mqls': 'marketingqualifiedlead'} %}
{% set money = {
    'open_pipeline': 'not is_closed_there and not is_won_there', 'won': 'is_won_there',
} %}

with

contacts as (

    select * from {{ ref('stg_hubspot__contacts') }}
    where not is_deleted

),

deals as (

    select
        *,
        coalesce(is_closed, false) as is_closed_there,
        coalesce(is_won, false) as is_won_there

    from {{ ref('stg_hubspot__deals') }}

    where not is_deleted

),

claimed as (
    {% for metric, stage in stages.items() %}
    select
        connection,
        record_id,
        '{{ metric }}' as metric,
        'contacts' as source_object,
        'people' as entity,
        cast(null as text) as currency_code,
        cast(null as decimal(38, 4)) as amount,
        cast(1 as decimal(38, 4)) as claimed_amount,
        source_created_at as claimed_at
    from contacts
    where lifecycle_stage = '{{ stage }}'

    union all
    {% endfor %}
    select
        connection,
        record_id,
        'opportunities' as metric,
        'deals' as source_object,
        'opportunities' as entity,
        null as currency_code,
        null as amount,
        1 as claimed_amount,
        source_created_at as claimed_at
    from deals
    {% for metric, condition in money.items() %}
    union all

    select
        connection,
        record_id,
        '{{ metric }}' as metric,
        'deals' as source_object,
        'opportunities' as entity,
        nullif(currency_code, '') as currency_code,
        amount,
        amount as claimed_amount,
        close_at as claimed_at
    from deals
    where {{ condition }}
    {% endfor %}
)

select
    'hubspot' as source_system,
    *,
    currency_code as claimed_currency_code,
    source_object as thing_object,
    record_id as thing_record_id,
    cast(date_trunc('month', claimed_at) as date) as period_start_date

from claimed
