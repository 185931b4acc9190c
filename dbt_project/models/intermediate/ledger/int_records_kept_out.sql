{% set happened = {
    'invoices': 'issued_at', 'payments': 'paid_at', 'opportunities': 'source_created_at',
} %}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

of_people as (

    select * from {{ ref('int_person_records_excluded') }}

),

of_deals as (

    select * from {{ ref('int_deal_records_excluded') }}

),

touches_told_twice as (

    select * from {{ ref('int_touches_told_twice') }}
    where not is_kept

),

spend as (

    select * from {{ ref('int_spend_unioned') }}
    where not is_deleted

),

invoice_lines as (

    select * from {{ ref('int_invoice_lines_unioned') }}
    where not is_deleted

),

invoices as (

    select * from {{ ref('fct_invoices') }}

),

opportunity_lines as (

    select * from {{ ref('int_opportunity_lines_unioned') }}
    where not is_deleted

),

clustered as (

    select * from {{ ref('int_opportunities_clustered') }}
    where standing_key is not null

),

survived as (

    select * from {{ ref('int_opportunities_survived') }}

),

amount_connections as (

    select
        survived.opportunity_id,
        clustered.source_system,
        clustered.connection

    from survived

    inner join clustered
        on survived.amount_record_key = clustered.record_key

),

dated as (
    {% for entity, at in happened.items() %}
    select
        '{{ entity }}' as entity,
        source_system,
        connection,
        source_object,
        record_id,
        {{ at }} is null as lacks_instant,
        {{ at }} as happened_at

    from {{ ref('int_' ~ entity ~ '_unioned') }}

    where not is_deleted
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

not_yet as (

    select
        dated.entity,
        dated.source_system,
        dated.connection,
        dated.source_object,
        dated.record_id,
        case when dated.lacks_instant then 'draft' else 'after as_of' end as reason

    from dated

    cross join settings

    where
        (dated.lacks_instant and dated.entity = 'invoices')
        or dated.happened_at > settings.as_of

),

-- What a file plans to spend is not spent yet.
unspent as (

    select
        'spend' as entity,
        spend.source_system,
        spend.connection,
        spend.source_object,
        spend.record_id,
        case when spend.spend_date is null then 'no day' else 'after as_of' end
            as reason

    from spend

    cross join settings

    where
        spend.spend_date is null
        or spend.spend_date > settings.as_of_date

),

invoice_lines_kept_out as (

    select
        'invoice_lines' as entity,
        invoice_lines.source_system,
        invoice_lines.connection,
        invoice_lines.source_object,
        invoice_lines.record_id,
        'invoice is kept out' as reason

    from invoice_lines

    left join invoices
        on
            invoice_lines.source_system = invoices.source_system
            and invoice_lines.connection = invoices.connection
            and invoice_lines.source_invoice_id = invoices.record_id

    where invoices.record_id is null

),

opportunity_lines_kept_out as (

    select
        'opportunity_lines' as entity,
        opportunity_lines.source_system,
        opportunity_lines.connection,
        opportunity_lines.source_object,
        opportunity_lines.record_id,
        'amount of the deal is told elsewhere' as reason

    from opportunity_lines

    inner join clustered
        on
            opportunity_lines.source_system = clustered.source_system
            and opportunity_lines.connection = clustered.connection
            and opportunity_lines.source_opportunity_id = clustered.record_id

    left join amount_connections
        on
            clustered.opportunity_id = amount_connections.opportunity_id
            and clustered.source_system = amount_connections.source_system
            and clustered.connection = amount_connections.connection

    where amount_connections.opportunity_id is null

),

kept_out as (

    select * from of_people
    union all
    select * from of_deals
    union all
    select
        'touches' as entity,
        source_system,
        connection,
        source_object,
        record_id,
        'told by another system' as reason
    from touches_told_twice
    union all
    select * from not_yet
    union all
    select * from unspent
    union all
    select * from invoice_lines_kept_out
    union all
    select * from opportunity_lines_kept_out

)

select * from kept_out
