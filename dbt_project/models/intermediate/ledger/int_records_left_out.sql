{# Of these, what is gone has its row as well. #}
{% set all_told = [
    'people', 'accounts', 'customers', 'users', 'campaigns', 'products',
] %}

with

excluded as (

    select * from {{ ref('int_records_excluded') }}

),

quarantined as (

    select * from {{ ref('stg_control__quarantined') }}

),

invoice_lines as (

    select * from {{ ref('int_invoice_lines_unioned') }}
    where not is_deleted

),

told_lines as (

    select * from {{ ref('fct_invoice_lines') }}

),

deal_lines as (

    select * from {{ ref('int_opportunity_lines_unioned') }}
    where not is_deleted

),

told_deal_lines as (

    select * from {{ ref('fct_opportunity_lines') }}

),

deals as (

    select * from {{ ref('bridge_opportunities') }}
    where not is_gone

),

left_out as (

    select
        'invoice_lines' as entity,
        invoice_lines.source_system,
        invoice_lines.connection,
        'kept_out' as fate,
        'invoice is kept out' as detail,
        1 as record_count

    from invoice_lines

    left join told_lines
        on
            invoice_lines.source_system = told_lines.source_system
            and invoice_lines.connection = told_lines.connection
            and invoice_lines.record_id = told_lines.record_id

    where told_lines.record_id is null

    union all

    select
        'opportunity_lines' as entity,
        deal_lines.source_system,
        deal_lines.connection,
        'kept_out' as fate,
        'amount of the deal is told elsewhere' as detail,
        1 as record_count

    from deal_lines

    inner join deals
        on
            deal_lines.source_system = deals.source_system
            and deal_lines.connection = deals.connection
            and deal_lines.source_opportunity_id = deals.record_id

    left join told_deal_lines
        on
            deal_lines.source_system = told_deal_lines.source_system
            and deal_lines.connection = told_deal_lines.connection
            and deal_lines.record_id = told_deal_lines.record_id

    where told_deal_lines.record_id is null

    union all

    select
        source_object as entity,
        source_system,
        connection,
        'quarantined' as fate,
        'set aside in landing' as detail,
        1 as record_count

    from quarantined

    union all

    select
        entity,
        source_system,
        connection,
        case
            when reason in ('deleted', 'merged') then reason else 'kept_out'
        end as fate,
        reason as detail,
        record_count

    from excluded

    where
        reason <> 'internal person'
        and entity not in (
            {% for entity in all_told -%}
            '{{ entity }}'{{ ',' if not loop.last }}
            {% endfor -%}
        )
        and not (entity = 'opportunities' and reason in ('deleted', 'merged'))

)

select
    entity,
    source_system,
    connection,
    fate,
    detail,
    sum(record_count) as record_count

from left_out

group by
    entity,
    source_system,
    connection,
    fate,
    detail
