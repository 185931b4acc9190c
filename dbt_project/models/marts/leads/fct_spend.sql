with

spend as (

    select * from {{ ref('int_spend_unioned') }}
    where not is_deleted

),

campaigns as (

    select * from {{ ref('int_campaigns_keyed') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_dated') }}

)

select
    {{ record_key('spend', 'spend') }} as spend_id,
    campaigns.campaign_id,
    spend.source_system,
    spend.connection,
    spend.record_id,
    spend.currency_code,
    spend.amount,
    settings.reporting_currency as reporting_currency_code,
    {{ reporting_amount(
        'spend.amount', 'spend.currency_code',
        'settings.reporting_currency', 'rates.units_per_base'
    ) }} as reporting_amount,
    spend.click_count,
    spend.impression_count,
    spend.spend_date

from spend

cross join settings

left join campaigns
    on
        spend.source_system = campaigns.source_system
        and spend.connection = campaigns.connection
        and spend.source_campaign_id = campaigns.record_id

left join rates
    on
        spend.currency_code = rates.currency_code
        and case settings.rate_date_spend when 'spend_date' then spend.spend_date end
        = rates.date_day

where spend.spend_date <= settings.as_of_date
