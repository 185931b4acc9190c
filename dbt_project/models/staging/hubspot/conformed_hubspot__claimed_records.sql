{% set stages = {'leads': 'lead', 'mqls': 'marketingqualifiedlead'} %}
{% set money = {
    'open_pipeline': 'not is_closed_there and not is_won_there', 'won': 'is_won_there',
} %}

with

set_aside as (

    select
        *,
        {{ record_set_aside() }}
    from {{ ref('stg_control__quarantined') }}
    where source_system = 'hubspot'

),

contacts as (

    select
        connection,
        record_id,
        lifecycle_stage,
        source_created_at,
        false as is_set_aside
    from {{ ref('stg_hubspot__contacts') }}
    where not is_deleted

    union all

    select
        connection,
        record_id,
        {{ set_aside_property('lifecyclestage') }} as lifecycle_stage,
        {{ safe_cast_to('instant', json_text('told_record', ['createdAt'])) }}
            as source_created_at,
        true as is_set_aside
    from set_aside
    where
        source_object = 'contacts'
        and is_standing

),

all_deals as (

    select
        connection,
        record_id,
        currency_code,
        amount,
        is_closed,
        is_won,
        close_at,
        source_created_at,
        false as is_set_aside
    from {{ ref('stg_hubspot__deals') }}
    where not is_deleted

    union all

    select
        connection,
        record_id,
        {{ set_aside_property('deal_currency_code') }} as currency_code,
        {{ safe_cast_to('decimal', set_aside_property('amount')) }} as amount,
        {{ safe_cast_to('boolean', set_aside_property('hs_is_closed')) }}
            as is_closed,
        {{ safe_cast_to('boolean', set_aside_property('hs_is_closed_won')) }}
            as is_won,
        {{ safe_cast_to('instant', set_aside_property('closedate')) }}
            as close_at,
        {{ safe_cast_to('instant', json_text('told_record', ['createdAt'])) }}
            as source_created_at,
        true as is_set_aside
    from set_aside
    where
        source_object = 'deals'
        and is_standing

),

deals as (

    select
        *,
        coalesce(is_closed, false) as is_closed_there,
        coalesce(is_won, false) as is_won_there

    from all_deals

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
        source_created_at as claimed_at,
        is_set_aside
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
        source_created_at as claimed_at,
        is_set_aside
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
        close_at as claimed_at,
        is_set_aside
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
