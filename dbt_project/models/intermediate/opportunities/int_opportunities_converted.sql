with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_dated') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_reconciled') }}

),

dated as (

    select
        opportunities.*,
        {{ local_date('opportunities.created_at', 'settings.time_zone') }}
            as created_date,
        {{ local_date('opportunities.closed_at', 'settings.time_zone') }}
            as closed_date

    from opportunities

    cross join settings

),

-- The page names the day whose rate counts, one for open deals and one for closed ones.
priced as (

    select
        dated.*,
        settings.reporting_currency as reporting_currency_code,
        case
            case
                when dated.is_closed then settings.rate_date_closed_opportunity
                else settings.rate_date_open_opportunity
            end
            when 'as_of' then settings.as_of_date
            when 'created_date' then dated.created_date
            when 'close_date' then dated.close_date
            when 'closed_date' then dated.closed_date
        end as rate_date

    from dated

    cross join settings

),

converted as (

    select
        priced.*,
        cast(priced.closed_date - priced.created_date as bigint) as cycle_days,
        {{ reporting_amount(
            'priced.amount', 'priced.currency_code',
            'priced.reporting_currency_code', 'rates.units_per_base'
        ) }} as reporting_amount

    from priced

    left join rates
        on
            priced.currency_code = rates.currency_code
            and priced.rate_date = rates.date_day

)

select * from converted
