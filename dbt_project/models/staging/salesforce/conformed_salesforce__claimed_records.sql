{% set money = {'open_pipeline': 'not is_closed', 'won': 'is_won'} %}

with

set_aside as (

    select
        *,
        {{ record_set_aside() }}
    from {{ ref('stg_control__quarantined') }}
    where source_system = 'salesforce'

),

leads as (

    select
        connection,
        record_id,
        source_created_at,
        false as is_set_aside
    from {{ ref('stg_salesforce__leads') }}
    where not is_deleted

    union all

    select
        connection,
        record_id,
        {{ safe_cast_to('instant', json_text('told_record', ['CreatedDate'])) }}
            as source_created_at,
        true as is_set_aside
    from set_aside
    where
        source_object = 'lead'
        and is_standing

),

opportunities as (

    select
        connection,
        record_id,
        currency_code,
        amount,
        is_closed,
        is_won,
        close_date,
        source_created_at,
        false as is_set_aside
    from {{ ref('stg_salesforce__opportunities') }}
    where not is_deleted

    union all

    select
        connection,
        record_id,
        {{ json_text('told_record', ['CurrencyIsoCode']) }} as currency_code,
        {{ safe_cast_to('decimal', json_text('told_record', ['Amount'])) }} as amount,
        {{ safe_cast_to('boolean', json_text('told_record', ['IsClosed'])) }}
            as is_closed,
        {{ safe_cast_to('boolean', json_text('told_record', ['IsWon'])) }} as is_won,
        {{ safe_cast_to('date', json_text('told_record', ['CloseDate'])) }}
            as close_date,
        {{ safe_cast_to('instant', json_text('told_record', ['CreatedDate'])) }}
            as source_created_at,
        true as is_set_aside
    from set_aside
    where
        source_object = 'opportunity'
        and is_standing

),

dated_conversion_rates as (

    select
        *,
        coalesce(valid_to_date, date '9999-12-31') as valid_until_date

    from {{ ref('stg_salesforce__dated_conversion_rates') }}

    where not is_deleted

),

currency_types as (

    select * from {{ ref('stg_salesforce__currency_types') }}
    where not is_deleted

),

corporate_currencies as (

    select
        connection,
        currency_code

    from currency_types

    where is_corporate

),

-- Salesforce adds up in the corporate currency, at the rate in force on the close date where
-- the org dates its rates.
converted as (

    select
        opportunities.*,
        corporate_currencies.currency_code as claimed_currency_code,
        case
            when
                corporate_currencies.currency_code is null
                or corporate_currencies.currency_code = opportunities.currency_code
                then opportunities.amount
            else {{ converted_amount(
                'opportunities.amount',
                'coalesce('
                ~ 'dated_conversion_rates.units_per_base, currency_types.units_per_base)'
            ) }}
        end as claimed_amount

    from opportunities

    left join corporate_currencies
        on opportunities.connection = corporate_currencies.connection

    left join currency_types
        on
            opportunities.connection = currency_types.connection
            and opportunities.currency_code = currency_types.currency_code

    left join dated_conversion_rates
        on
            opportunities.connection = dated_conversion_rates.connection
            and opportunities.currency_code = dated_conversion_rates.currency_code
            and opportunities.close_date >= dated_conversion_rates.valid_from_date
            and opportunities.close_date < dated_conversion_rates.valid_until_date

),

claimed as (

    select
        connection,
        record_id,
        'leads' as metric,
        'Lead' as source_object,
        'people' as entity,
        cast(null as text) as currency_code,
        cast(null as decimal(38, 4)) as amount,
        cast(null as text) as claimed_currency_code,
        cast(1 as decimal(38, 4)) as claimed_amount,
        source_created_at as claimed_at,
        is_set_aside
    from leads

    union all

    select
        connection,
        record_id,
        'opportunities' as metric,
        'Opportunity' as source_object,
        'opportunities' as entity,
        null as currency_code,
        null as amount,
        null as claimed_currency_code,
        1 as claimed_amount,
        source_created_at as claimed_at,
        is_set_aside
    from opportunities
    {% for metric, condition in money.items() %}
    union all

    select
        connection,
        record_id,
        '{{ metric }}' as metric,
        'Opportunity' as source_object,
        'opportunities' as entity,
        currency_code,
        amount,
        claimed_currency_code,
        claimed_amount,
        cast(close_date as timestamp) as claimed_at,
        is_set_aside
    from converted
    where {{ condition }}
    {% endfor %}
)

select
    'salesforce' as source_system,
    *,
    source_object as thing_object,
    record_id as thing_record_id,
    cast(date_trunc('month', claimed_at) as date) as period_start_date

from claimed
