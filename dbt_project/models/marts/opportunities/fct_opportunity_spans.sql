with

spans as (

    select * from {{ ref('int_opportunity_spans_made') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

dated as (

    select
        spans.*,
        settings.reporting_currency as reporting_currency_code,
        settings.as_of_date,
        {{ local_date('spans.valid_from_at', 'settings.time_zone') }}
            as valid_from_date,
        {{ local_date('spans.valid_to_at', 'settings.time_zone') }} as valid_to_date

    from spans

    cross join settings

)

select
    md5(opportunity_id || '|' || cast(valid_from_at as text)) as opportunity_span_id,
    opportunity_id,
    owner_user_id,
    opportunity_stage,
    outcome,
    forecast_category,
    currency_code,
    amount,
    reporting_currency_code,
    reporting_amount,
    held_columns,
    outcome = 'open' as is_open,
    outcome = 'won' as is_won,
    valid_to_at is null as is_current,
    close_date,
    valid_from_date,
    valid_to_date,
    coalesce(valid_to_date - 1, as_of_date) as last_date,
    valid_from_at,
    valid_to_at

from dated
