with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_converted') }}

),

invoices as (

    select
        *,
        source_system || '|' || connection || '|' || record_id as source_key
    from {{ ref('int_invoices_identified') }}
    where opportunity_id is not null

),

lines as (

    select
        *,
        source_system || '|' || connection || '|' || source_invoice_id as invoice_key
    from {{ ref('int_invoice_lines_unioned') }}
    where not is_deleted

),

changes as (

    select
        *,
        source_system || '|' || connection || '|' || source_invoice_id as invoice_key
    from {{ ref('int_invoice_lines_changed') }}

),

payments as (

    select
        *,
        source_system || '|' || connection || '|' || source_invoice_id as invoice_key
    from {{ ref('int_payments_unioned') }}
    where
        not is_deleted
        and outcome = 'succeeded'

),

deal_invoices as (

    select
        invoices.source_key,
        invoices.opportunity_id,
        invoices.currency_code,
        coalesce(invoices.account_id, '') <> coalesce(opportunities.account_id, '')
            as is_to_another_account,
        coalesce(invoices.currency_code, '')
        <> coalesce(opportunities.currency_code, '') as is_in_another_currency,
        coalesce(invoices.voided_at <= settings.as_of, false) as is_voided,
        coalesce(invoices.total_amount, 0) as total_amount,
        coalesce(invoices.discount_amount, 0) as discount_amount,
        coalesce(invoices.tax_amount, 0) as tax_amount,
        coalesce(invoices.due_amount, 0) as due_amount,
        coalesce(
            {{ local_date('invoices.due_at', 'settings.time_zone') }}
            < settings.as_of_date, false
        ) as is_overdue,
        opportunities.closed_date,
        settings.time_zone,
        settings.as_of

    from invoices

    inner join opportunities
        on invoices.opportunity_id = opportunities.opportunity_id

    cross join settings

),

-- Its year begins with what recurs, not with the signature.
begun as (

    select
        deal_invoices.opportunity_id,
        min({{ local_date('lines.period_start_at', 'deal_invoices.time_zone') }})
            as service_start_date

    from deal_invoices

    inner join lines
        on deal_invoices.source_key = lines.invoice_key

    where
        not deal_invoices.is_in_another_currency
        and lines.source_subscription_id is not null
        and lines.billing_interval is not null

    group by deal_invoices.opportunity_id

),

dated_invoices as (

    select
        deal_invoices.*,
        begun.service_start_date,
        cast(
            coalesce(begun.service_start_date, deal_invoices.closed_date)
            + interval '1 year' as date
        ) as first_year_end_date

    from deal_invoices

    left join begun
        on deal_invoices.opportunity_id = begun.opportunity_id

),

of_lines as (

    select
        dated_invoices.opportunity_id,
        sum(lines.amount) filter (
            where lines.is_proration and not dated_invoices.is_voided
        ) as proration_amount,
        sum(lines.amount) filter (
            where not coalesce(lines.is_proration, false)
            and not dated_invoices.is_voided
            and {{ local_date('lines.period_start_at', 'dated_invoices.time_zone') }}
            >= dated_invoices.first_year_end_date
        ) as later_amount,
        sum(lines.amount) filter (
            where not coalesce(lines.is_proration, false)
            and not dated_invoices.is_voided
        ) as lines_amount,
        -- A unit price and an amount each are half a minor unit off at most.
        sum(
            (coalesce(lines.quantity, 1) + 1)
            * {{ minor_unit('lines.currency_code') }} / 2
        ) filter (
            where not coalesce(lines.is_proration, false)
            and not dated_invoices.is_voided
            and coalesce(
                {{ local_date('lines.period_start_at', 'dated_invoices.time_zone') }}
                < dated_invoices.first_year_end_date, true
            )
        ) as rounding_limit_amount,
        sum(lines.amount) filter (
            where not coalesce(lines.is_proration, false)
            and dated_invoices.is_voided
            and coalesce(
                {{ local_date('lines.period_start_at', 'dated_invoices.time_zone') }}
                < dated_invoices.first_year_end_date, true
            )
        ) as voided_amount

    from dated_invoices

    inner join lines
        on dated_invoices.source_key = lines.invoice_key

    where not dated_invoices.is_in_another_currency

    group by dated_invoices.opportunity_id

),

of_changes as (

    select
        dated_invoices.opportunity_id,
        sum(changes.changed_amount) as changed_amount,
        sum(
            greatest(changes.first_quantity - changes.quantity, 0)
            * {{ minor_unit('dated_invoices.currency_code') }} / 2
        ) as rounding_limit_amount

    from dated_invoices

    inner join changes
        on dated_invoices.source_key = changes.invoice_key

    where
        not dated_invoices.is_in_another_currency
        and not dated_invoices.is_voided
        and coalesce(
            {{ local_date('changes.period_start_at', 'dated_invoices.time_zone') }}
            < dated_invoices.first_year_end_date, true
        )

    group by dated_invoices.opportunity_id

),

of_payments as (

    select
        deal_invoices.opportunity_id,
        sum(payments.amount) filter (where payments.payment_type = 'payment')
            as paid_amount,
        sum(payments.amount) filter (where payments.payment_type = 'refund')
            as refunded_amount,
        sum(payments.amount) filter (where payments.payment_type = 'credit')
            as credited_amount

    from deal_invoices

    inner join payments
        on
            deal_invoices.source_key = payments.invoice_key
            and (payments.paid_at is null or payments.paid_at <= deal_invoices.as_of)

    where
        not deal_invoices.is_in_another_currency
        and not deal_invoices.is_voided

    group by deal_invoices.opportunity_id

),

of_invoices as (

    select
        opportunity_id,
        count(*) as invoice_count,
        count(*) filter (where is_in_another_currency) as other_currency_count,
        {%- for name, amount, condition in [
            ('billed_amount', 'total_amount', ''),
            ('discount_amount', 'discount_amount', ''),
            ('tax_amount', 'tax_amount', ''),
            ('outstanding_amount', 'due_amount', ''),
            ('overdue_amount', 'due_amount', 'is_overdue'),
            ('other_account_amount', 'total_amount', 'is_to_another_account'),
        ] %}
        sum({{ amount }}) filter (
            where not is_voided
            and not is_in_another_currency
            {{ 'and ' ~ condition if condition }}
        ) as {{ name }}
        {{- "," if not loop.last }}
        {%- endfor %}

    from deal_invoices

    group by opportunity_id

),

billed as (

    select
        of_invoices.opportunity_id,
        of_invoices.invoice_count,
        of_invoices.other_currency_count,
        {%- for table, column in [
            ('of_invoices', 'billed_amount'),
            ('of_invoices', 'discount_amount'),
            ('of_invoices', 'tax_amount'),
            ('of_invoices', 'outstanding_amount'),
            ('of_invoices', 'overdue_amount'),
            ('of_invoices', 'other_account_amount'),
            ('of_lines', 'lines_amount'),
            ('of_lines', 'later_amount'),
            ('of_lines', 'voided_amount'),
            ('of_lines', 'proration_amount'),
            ('of_changes', 'changed_amount'),
            ('of_payments', 'paid_amount'),
            ('of_payments', 'refunded_amount'),
            ('of_payments', 'credited_amount'),
        ] %}
        coalesce({{ table }}.{{ column }}, 0) as {{ column }},
        {%- endfor %}
        coalesce(of_lines.rounding_limit_amount, 0)
        + coalesce(of_changes.rounding_limit_amount, 0) as rounding_limit_amount,
        begun.service_start_date

    from of_invoices

    left join begun
        on of_invoices.opportunity_id = begun.opportunity_id

    left join of_lines
        on of_invoices.opportunity_id = of_lines.opportunity_id

    left join of_changes
        on of_invoices.opportunity_id = of_changes.opportunity_id

    left join of_payments
        on of_invoices.opportunity_id = of_payments.opportunity_id

)

select * from billed
