{% set sources = ['salesforce', 'hubspot', 'stripe'] %}
{% set columns = [
    'source_system', 'connection', 'metric', 'source_object', 'record_id', 'entity',
    'thing_object', 'thing_record_id', 'currency_code', 'amount', 'claimed_currency_code',
    'claimed_amount', 'period_start_date', 'is_set_aside',
] %}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_dated') }}

),

unnamed_currencies as (

    select * from {{ ref('int_unnamed_currencies_applied') }}

),

clusters as (

    select
        record_key,
        person_id as thing_id
    from {{ ref('int_people_clustered') }}

    union all

    select
        record_key,
        opportunity_id as thing_id
    from {{ ref('int_opportunities_clustered') }}

),

claimed as (
    {% for source_name in sources %}
    {{- "union all\n" if not loop.first }}
    select
        {{ columns | join(',\n        ') }}
    from {{ ref('conformed_' ~ source_name ~ '__claimed_records') }}
    {% endfor %}
),

keyed as (

    select
        claimed.*,
        {{ record_key(object='thing_object', id='thing_record_id', record='claimed') }}
            as record_key,
        case
            when claimed.amount is not null
                then coalesce(claimed.currency_code, unnamed_currencies.currency_code)
        end as named_currency_code,
        coalesce(claimed.claimed_currency_code, unnamed_currencies.currency_code)
            as named_claimed_currency_code

    from claimed

    left join unnamed_currencies
        on claimed.source_system = unnamed_currencies.source_system

),

identified as (

    select
        md5(
            keyed.metric || '|' || keyed.record_key
            || case when keyed.is_set_aside then '|set aside' else '' end
        ) as claimed_record_id,
        keyed.metric,
        keyed.source_system,
        keyed.connection,
        keyed.source_object,
        keyed.record_id,
        coalesce(clusters.thing_id, keyed.record_key) as thing_id,
        keyed.named_currency_code as currency_code,
        cast(keyed.amount as decimal(38, 4)) as amount,
        case
            when keyed.entity = 'people' or keyed.metric = 'opportunities'
                then cast(keyed.claimed_amount as decimal(38, 4))
            else coalesce({{ reporting_amount(
                'keyed.claimed_amount', 'keyed.named_claimed_currency_code',
                'settings.reporting_currency', 'rates.units_per_base'
            ) }}, 0)
        end as claimed_value,
        keyed.period_start_date as month_start_date,
        keyed.is_set_aside

    from keyed

    cross join settings

    left join clusters
        on keyed.record_key = clusters.record_key

    left join rates
        on
            keyed.named_claimed_currency_code = rates.currency_code
            and settings.as_of_date = rates.date_day

)

select * from identified
