{# Entities whose records stand for a thing by a bridge, and the mart that tells of it. #}
{% set bridged = {
    'accounts': ['bridge_accounts', 'dim_accounts'],
    'opportunities': ['bridge_opportunities', 'fct_opportunities'],
} %}
{# Entities each of whose records is a row of a mart. #}
{% set listed = {
    'opportunity_lines': ['fct_opportunity_lines', 'fct_opportunity_lines'],
    'invoices': ['fct_invoices', 'fct_invoices'],
    'invoice_lines': ['fct_invoice_lines', 'fct_invoice_lines'],
    'payments': ['fct_payments', 'fct_payments'],
    'spend': ['fct_spend', 'fct_spend'],
    'users': ['int_users_clustered', 'dim_users'],
    'campaigns': ['int_campaigns_keyed', 'dim_campaigns'],
    'products': ['int_products_keyed', 'dim_products'],
} %}
{# Of these, what is gone has its row as well. #}
{% set all_told = [
    'people', 'accounts', 'customers', 'users', 'campaigns', 'products',
] %}
{% set own_rows = ['people', 'customers', 'touches'] + bridged.keys() | list
    + listed.keys() | list %}

with

counted as (

    select * from {{ ref('int_records_counted') }}

),

excluded as (

    select * from {{ ref('int_records_excluded') }}

),

quarantined as (

    select * from {{ ref('stg_control__quarantined') }}

),

bridge_people as (

    select * from {{ ref('bridge_people') }}

),

people as (

    select * from {{ ref('dim_people') }}

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

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

told as (

    select
        'people' as entity,
        bridge_people.source_system,
        bridge_people.connection,
        case
            when bridge_people.is_gone then 'deleted'
            when bridge_people.is_merged then 'merged'
            when people.is_internal then 'internal'
            else 'in_fact'
        end as fate,
        'dim_people' as detail

    from bridge_people

    left join people
        on bridge_people.person_id = people.person_id

    union all

    select
        'touches' as entity,
        touchpoints.source_system,
        touchpoints.connection,
        case when people.is_internal then 'internal' else 'in_fact' end as fate,
        'fct_touchpoints' as detail

    from touchpoints

    left join people
        on touchpoints.person_id = people.person_id

    {% for entity, (bridge, mart) in bridged.items() %}
    union all

    select
        '{{ entity }}' as entity,
        source_system,
        connection,
        case
            when is_gone then 'deleted'
            when is_merged then 'merged'
            else 'in_fact'
        end as fate,
        '{{ mart }}' as detail

    from {{ ref(bridge) }}
    {% endfor %}
    {% for entity, (rows, mart) in listed.items() %}
    union all

    select
        '{{ entity }}' as entity,
        source_system,
        connection,
        'in_fact' as fate,
        '{{ mart }}' as detail

    from {{ ref(rows) }}
    {% endfor %}
    union all

    select
        'invoice_lines' as entity,
        invoice_lines.source_system,
        invoice_lines.connection,
        'kept_out' as fate,
        'invoice is kept out' as detail

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
        'amount of the deal is told elsewhere' as detail

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
        'set aside in landing' as detail

    from quarantined

),

kept_out as (

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

),

-- What a history, a role or a rate says stands in other rows.
read_for_others as (

    select
        counted.entity,
        counted.source_system,
        counted.connection,
        sum(counted.record_count) as record_count

    from counted

    where
        counted.entity not in (
            {% for entity in own_rows -%}
            '{{ entity }}'{{ ',' if not loop.last }}
            {% endfor -%}
        )

    group by
        counted.entity,
        counted.source_system,
        counted.connection

),

left_out_of_others as (

    select
        entity,
        source_system,
        connection,
        sum(record_count) as record_count

    from kept_out

    group by
        entity,
        source_system,
        connection

),

ledger as (

    select
        entity,
        source_system,
        connection,
        fate,
        case when fate in ('deleted', 'merged') then fate else detail end as detail,
        cast(1 as bigint) as record_count
    from told

    union all

    select
        entity,
        source_system,
        connection,
        fate,
        detail,
        record_count
    from kept_out

    union all

    select
        read_for_others.entity,
        read_for_others.source_system,
        read_for_others.connection,
        'in_fact' as fate,
        'columns of other facts' as detail,
        read_for_others.record_count - coalesce(left_out_of_others.record_count, 0)
            as record_count

    from read_for_others

    left join left_out_of_others
        on
            read_for_others.entity = left_out_of_others.entity
            and read_for_others.source_system = left_out_of_others.source_system
            and read_for_others.connection = left_out_of_others.connection

)

select
    md5(
        entity || '|' || source_system || '|' || connection || '|' || fate
        || '|' || detail
    ) as ledger_id,
    entity,
    source_system,
    connection,
    fate,
    detail,
    cast(sum(record_count) as bigint) as record_count

from ledger

group by
    entity,
    source_system,
    connection,
    fate,
    detail
