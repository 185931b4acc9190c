{% set sums = [
    'billed_amount', 'discount_amount', 'tax_amount', 'outstanding_amount',
    'overdue_amount', 'other_account_amount', 'lines_amount', 'later_amount',
    'voided_amount', 'proration_amount', 'paid_amount', 'refunded_amount',
    'credited_amount', 'changed_amount', 'rounding_limit_amount',
] %}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_converted') }}

),

billed as (

    select * from {{ ref('int_deals_billed') }}

),

cancelled as (

    select * from {{ ref('int_deals_cancelled') }}

),

-- What its own lines tell of a year, whatever its amount was edited to.
itemised as (

    select
        lines.opportunity_id,
        case
            when count(*) = count(lines.amount)
                then sum(
                    case
                        when lines.is_recurring then lines.recurring_amount
                        else lines.amount
                    end
                )
        end as itemised_amount

    from {{ ref('int_opportunity_lines_valued') }} as lines

    inner join opportunities
        on
            lines.opportunity_id = opportunities.opportunity_id
            and lines.currency_code = opportunities.currency_code

    group by lines.opportunity_id

),

booked as (

    select
        opportunities.opportunity_id,
        opportunities.account_id,
        opportunities.currency_code,
        opportunities.closed_date,
        cast(
            coalesce(billed.service_start_date, opportunities.closed_date)
            + interval '1 year' as date
        ) as first_year_end_date,
        cancelled.ended_date,
        itemised.itemised_amount,
        billed.opportunity_id is null as is_without_invoice,
        coalesce(billed.invoice_count, 0) as invoice_count,
        coalesce(billed.other_currency_count, 0) as other_currency_count,
        case
            when opportunities.is_won then coalesce(opportunities.amount, 0) else 0
        end as booked_amount,
        {%- for column in sums %}
        coalesce(billed.{{ column }}, 0) as {{ column }}
        {{- "," if not loop.last }}
        {%- endfor %}

    from opportunities

    left join billed
        on opportunities.opportunity_id = billed.opportunity_id

    left join cancelled
        on opportunities.opportunity_id = cancelled.opportunity_id

    left join itemised
        on opportunities.opportunity_id = itemised.opportunity_id

    where
        opportunities.is_won
        or billed.opportunity_id is not null

),

-- What was booked, less what the first year has of it so far.
compared as (

    select
        *,
        booked_amount - (lines_amount - later_amount - changed_amount)
            as difference_amount,
        case
            when booked_amount > 0 then coalesce(itemised_amount - booked_amount, 0)
            else 0
        end as itemised_difference_amount

    from booked

),

-- Who bills by the lines misses no more, and bills no more, than the lines tell.
explained as (

    select
        *,
        case
            when abs(difference_amount) <= rounding_limit_amount then 0
            when difference_amount > 0
                then -least(difference_amount, greatest(-itemised_difference_amount, 0))
            else least(-difference_amount, greatest(itemised_difference_amount, 0))
        end as edited_amount

    from compared

),

missing as (

    select
        *,
        case
            when abs(difference_amount + edited_amount) <= rounding_limit_amount
                then -(difference_amount + edited_amount)
            else 0
        end as rounding_amount,
        case
            when abs(difference_amount + edited_amount) <= rounding_limit_amount then 0
            else greatest(difference_amount + edited_amount, 0)
        end as missing_amount,
        sum(later_amount) over (partition by account_id, currency_code)
            as account_later_amount

    from explained

),

-- What deals without an invoice before it in the account may have had of the later lines.
handed_out as (

    select
        *,
        least(missing_amount, voided_amount) as was_voided_amount,
        coalesce(
            sum(case when is_without_invoice then missing_amount end) over (
                partition by account_id, currency_code
                order by closed_date, opportunity_id
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as handed_out_amount

    from missing

),

found_elsewhere as (

    select
        *,
        case
            when is_without_invoice and account_id is not null
                then least(
                    missing_amount,
                    greatest(account_later_amount - handed_out_amount, 0)
                )
            else 0
        end as was_elsewhere_amount

    from handed_out

),

bridged as (

    select
        found_elsewhere.*,
        found_elsewhere.missing_amount - found_elsewhere.was_voided_amount
        - found_elsewhere.was_elsewhere_amount as unbilled_amount,
        case
            when found_elsewhere.ended_date < found_elsewhere.first_year_end_date
                then 'cancelled'
            when found_elsewhere.first_year_end_date <= settings.as_of_date
                then 'not_billed'
            else 'not_due'
        end as unbilled_cause,
        least(
            found_elsewhere.credited_amount,
            greatest(
                found_elsewhere.billed_amount - found_elsewhere.outstanding_amount
                - found_elsewhere.paid_amount, 0
            )
        ) as was_credited_amount

    from found_elsewhere

    cross join settings

)

select
    opportunity_id,
    invoice_count,
    other_currency_count,
    booked_amount,
    edited_amount,
    -was_voided_amount as voided_amount,
    -was_elsewhere_amount as elsewhere_amount,
    {%- for cause in ['cancelled', 'not_due', 'not_billed'] %}
    case
        when unbilled_cause = '{{ cause }}' then -unbilled_amount else 0
    end as {{ cause }}_amount,
    {%- endfor %}
    changed_amount,
    later_amount,
    proration_amount,
    -discount_amount as discount_amount,
    tax_amount,
    rounding_amount,
    billed_amount - (
        booked_amount + edited_amount - missing_amount + changed_amount + later_amount
        + proration_amount - discount_amount + tax_amount + rounding_amount
    ) as billing_unexplained_amount,
    billed_amount,
    -outstanding_amount as outstanding_amount,
    -refunded_amount as refunded_amount,
    -was_credited_amount as credited_amount,
    (paid_amount - refunded_amount) - (
        billed_amount - outstanding_amount - refunded_amount - was_credited_amount
    ) as collection_unexplained_amount,
    paid_amount - refunded_amount as collected_amount,
    -overdue_amount as overdue_amount,
    other_account_amount,
    case
        when unbilled_amount = 0 then 'met'
        when unbilled_cause = 'not_due' then 'pending'
        else 'breached'
    end as billing_status,
    case
        when billed_amount = 0 then 'not_applicable'
        when overdue_amount > 0 then 'breached'
        when outstanding_amount > 0 then 'pending'
        else 'met'
    end as collection_status,
    first_year_end_date

from bridged
