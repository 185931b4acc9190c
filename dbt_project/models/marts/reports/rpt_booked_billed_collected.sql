{% set billing_causes = [
    'edited', 'voided', 'elsewhere', 'cancelled', 'not_due', 'not_billed', 'changed', 'later',
    'proration', 'discount', 'tax', 'rounding', 'billing_unexplained',
] %}
{% set collection_causes = [
    'outstanding', 'refunded', 'credited', 'collection_unexplained',
] %}

with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

converted as (

    select * from {{ ref('int_opportunities_converted') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_dated') }}

),

bridged as (

    select * from {{ ref('int_deals_bridged') }}

),

invoices as (

    select * from {{ ref('fct_invoices') }}
    where
        opportunity_id is not null
        and not is_voided

),

payments as (

    select * from {{ ref('fct_payments') }}
    where
        outcome = 'succeeded'
        and payment_type <> 'credit'

),

billed as (

    select
        opportunity_id,
        case when count(*) = count(reporting_amount) then sum(reporting_amount) end
            as reporting_amount

    from invoices

    group by opportunity_id

),

collected as (

    select
        invoices.opportunity_id,
        case
            when count(*) = count(payments.reporting_amount)
                then sum(
                    case payments.payment_type when 'refund' then -1 else 1 end
                    * payments.reporting_amount
                )
        end as reporting_amount

    from invoices

    inner join payments
        on invoices.invoice_id = payments.invoice_id

    group by invoices.opportunity_id

),

in_both_currencies as (

    select
        opportunities.account_id,
        opportunities.owner_user_id,
        opportunities.opportunity_type,
        opportunities.is_won,
        opportunities.currency_code,
        opportunities.reporting_currency_code,
        opportunities.closed_date,
        bridged.*,
        case
            when bridged.booked_amount = 0 then 0 else opportunities.reporting_amount
        end as reporting_booked_amount,
        {%- for cause in billing_causes + collection_causes %}
        {{ reporting_amount(
            'bridged.' ~ cause ~ '_amount', 'opportunities.currency_code',
            'opportunities.reporting_currency_code', 'rates.units_per_base'
        ) }} as reporting_{{ cause }}_amount,
        {%- endfor %}
        case
            when billed.opportunity_id is null then 0 else billed.reporting_amount
        end as reporting_billed_amount,
        case
            when collected.opportunity_id is null then 0
            else collected.reporting_amount
        end as reporting_collected_amount

    from bridged

    inner join opportunities
        on bridged.opportunity_id = opportunities.opportunity_id

    inner join converted
        on bridged.opportunity_id = converted.opportunity_id

    left join rates
        on
            converted.currency_code = rates.currency_code
            and converted.rate_date = rates.date_day

    left join billed
        on bridged.opportunity_id = billed.opportunity_id

    left join collected
        on bridged.opportunity_id = collected.opportunity_id

)

select
    'now' as definition_basis,
    opportunity_id,
    account_id,
    owner_user_id,
    opportunity_type,
    billing_status,
    collection_status,
    invoice_count,
    other_currency_count,
    currency_code,
    {%- for name in (
        ['booked'] + billing_causes + ['billed'] + collection_causes
        + ['collected', 'overdue', 'other_account']
    ) %}
    cast({{ name }}_amount as decimal(38, 4)) as {{ name }}_amount,
    {%- endfor %}
    reporting_currency_code,
    {%- for name in ['booked'] + billing_causes %}
    cast(reporting_{{ name }}_amount as decimal(38, 4)) as reporting_{{ name }}_amount,
    {%- endfor %}
    cast(
        reporting_billed_amount - reporting_booked_amount
        {%- for name in billing_causes %}
        - reporting_{{ name }}_amount
        {%- endfor %} as decimal(38, 4)
    ) as reporting_billing_currency_amount,
    {%- for name in ['billed'] + collection_causes %}
    cast(reporting_{{ name }}_amount as decimal(38, 4)) as reporting_{{ name }}_amount,
    {%- endfor %}
    cast(
        reporting_collected_amount - reporting_billed_amount
        {%- for name in collection_causes %}
        - reporting_{{ name }}_amount
        {%- endfor %} as decimal(38, 4)
    ) as reporting_collection_currency_amount,
    cast(reporting_collected_amount as decimal(38, 4)) as reporting_collected_amount,
    coalesce(is_won, false) as is_won,
    closed_date,
    first_year_end_date

from in_both_currencies
