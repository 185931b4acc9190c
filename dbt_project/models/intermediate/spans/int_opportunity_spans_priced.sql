with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_dated') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_converted') }}

),

survived as (

    select * from {{ ref('int_opportunity_states_survived') }}

),

states as (

    select
        survived.*,
        opportunities.created_date,
        {{ local_date('survived.closed_at', 'settings.time_zone') }} as closed_date,
        case
            when survived.outcome <> 'open' then settings.rate_date_closed_opportunity
            else settings.rate_date_open_opportunity
        end as rate_date_name,
        settings.reporting_currency as reporting_currency_code,
        settings.time_zone,
        lead(survived.valid_from_at) over (
            partition by survived.opportunity_id
            order by survived.valid_from_at
        ) as valid_to_at

    from survived

    inner join opportunities
        on survived.opportunity_id = opportunities.opportunity_id

    cross join settings

),

rates_in_order as (

    select
        *,
        lag(date_day) over (
            partition by currency_code
            order by date_day
        ) as day_before,
        lag(units_per_base) over (
            partition by currency_code
            order by date_day
        ) as units_before,
        lead(date_day) over (
            partition by currency_code
            order by date_day
        ) as day_after

    from rates

),

-- A day that has no rate any more is one on which it changes, too.
days_of_change as (

    select
        currency_code,
        date_day

    from rates_in_order

    where
        day_before is distinct from date_day - 1
        or units_before <> units_per_base

    union distinct

    select
        currency_code,
        date_day + 1 as date_day

    from rates_in_order

    where day_after is distinct from date_day + 1

),

rate_changes as (

    select
        days_of_change.currency_code,
        {{ midnight('days_of_change.date_day', 'settings.time_zone') }} as changed_at

    from days_of_change

    inner join settings
        on days_of_change.date_day <= settings.as_of_date

),

-- What is converted at the rate of the day changes its worth with the rate.
states_by_rate as (

    select
        states.*,
        states.valid_from_at as part_from_at

    from states

    union all

    select
        states.*,
        rate_changes.changed_at as part_from_at

    from states

    inner join rate_changes
        on
            states.currency_code = rate_changes.currency_code
            and states.valid_from_at < rate_changes.changed_at
            and (
                states.valid_to_at is null
                or states.valid_to_at > rate_changes.changed_at
            )

    where
        states.rate_date_name = 'as_of'
        and states.currency_code <> states.reporting_currency_code

),

dated as (

    select
        *,
        case rate_date_name
            when 'as_of' then {{ local_date('part_from_at', 'time_zone') }}
            when 'created_date' then created_date
            when 'close_date' then close_date
            when 'closed_date' then closed_date
        end as rate_date

    from states_by_rate

),

priced as (

    select
        dated.opportunity_id,
        dated.owner_user_id,
        dated.opportunity_stage,
        dated.outcome,
        dated.forecast_category,
        dated.currency_code,
        dated.amount,
        {{ reporting_amount(
            'dated.amount', 'dated.currency_code',
            'dated.reporting_currency_code', 'rates.units_per_base'
        ) }} as reporting_amount,
        dated.held_columns,
        dated.close_date,
        dated.part_from_at as valid_from_at

    from dated

    left join rates
        on
            dated.currency_code = rates.currency_code
            and dated.rate_date = rates.date_day

)

select * from priced
