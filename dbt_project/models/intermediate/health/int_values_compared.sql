{%- set sides = {'value': 'source_system', 'other_value': 'other_system'} -%}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_dated') }}

),

held as (

    select * from {{ ref('int_records_held') }}
    where
        entity = 'opportunities'
        and record_order = 1

),

deals as (

    select * from {{ ref('int_opportunities_unioned') }}

),

unnamed_currencies as (

    select * from {{ ref('int_unnamed_currencies_applied') }}

),

paired as (

    select * from {{ ref('int_values_paired') }}

),

currencies as (

    select
        held.thing_id,
        held.source_system,
        coalesce(
            {{ unless_blank('deals.currency_code') }}, unnamed_currencies.currency_code
        ) as currency_code

    from held

    inner join deals
        on
            held.source_system = deals.source_system
            and held.connection = deals.connection
            and held.record_id = deals.record_id

    left join unnamed_currencies
        on held.source_system = unnamed_currencies.source_system

),

differing as (

    select *
    from paired
    where value <> other_value

),

priced as (

    select
        differing.month_start_date,
        differing.thing_id,
        differing.source_system,
        differing.other_system,
        differing.field,
        {%- for side in sides %}
        {{ reporting_amount(
            safe_cast_to('decimal', 'differing.' ~ side),
            'currencies_of_' ~ side ~ '.currency_code',
            'settings.reporting_currency',
            'rates_of_' ~ side ~ '.units_per_base'
        ) }} as {{ side }}
        {{- "," if not loop.last }}
        {%- endfor %}

    from differing

    cross join settings
    {%- for side, system in sides.items() %}

    left join currencies as currencies_of_{{ side }}
        on
            differing.thing_id = currencies_of_{{ side }}.thing_id
            and differing.{{ system }} = currencies_of_{{ side }}.source_system

    left join rates as rates_of_{{ side }}
        on
            currencies_of_{{ side }}.currency_code = rates_of_{{ side }}.currency_code
            and differing.last_date = rates_of_{{ side }}.date_day
    {%- endfor %}

    where differing.field = 'amount'

),

compared as (

    select
        paired.month_start_date,
        paired.entity,
        paired.thing_id,
        paired.source_system,
        paired.other_system,
        paired.field,
        case
            when paired.value is null or paired.other_value is null then 'one_sided'
            when paired.value = paired.other_value then 'same'
            else 'unlike'
        end as comparison,
        cast(
            case
                when paired.value = paired.other_value then null
                when paired.field = 'amount' then abs(priced.value - priced.other_value)
                when
                    paired.field = 'close_date'
                    then abs(
                        {{ safe_cast_to('date', 'paired.value') }}
                        - {{ safe_cast_to('date', 'paired.other_value') }}
                    )
                when
                    paired.field = 'employee_count'
                    then abs(
                        {{ safe_cast_to('integer', 'paired.value') }}
                        - {{ safe_cast_to('integer', 'paired.other_value') }}
                    )
            end as decimal(38, 4)
        ) as difference

    from paired

    left join priced
        on
            paired.month_start_date = priced.month_start_date
            and paired.thing_id = priced.thing_id
            and paired.source_system = priced.source_system
            and paired.other_system = priced.other_system
            and paired.field = priced.field

)

select * from compared
