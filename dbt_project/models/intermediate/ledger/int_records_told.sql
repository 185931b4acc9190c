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
{% set own_rows = ['people', 'customers', 'touches'] + bridged.keys() | list
    + listed.keys() | list %}

with

counted as (

    select * from {{ ref('int_records_counted') }}

),

left_out as (

    select * from {{ ref('int_records_left_out') }}
    where fate <> 'quarantined'

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

),

-- What a history, a role or a rate says stands in other rows.
read_for_others as (

    select
        entity,
        source_system,
        connection,
        sum(record_count) as record_count

    from counted

    where
        entity not in (
            {% for entity in own_rows -%}
            '{{ entity }}'{{ ',' if not loop.last }}
            {% endfor -%}
        )

    group by
        entity,
        source_system,
        connection

),

left_out_of_others as (

    select
        entity,
        source_system,
        connection,
        sum(record_count) as record_count

    from left_out

    group by
        entity,
        source_system,
        connection

)

select
    entity,
    source_system,
    connection,
    fate,
    case when fate in ('deleted', 'merged') then fate else detail end as detail,
    count(*) as record_count

from told

group by
    entity,
    source_system,
    connection,
    fate,
    case when fate in ('deleted', 'merged') then fate else detail end

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
