{{ config(materialized='view') }}

{#- Entities whose records stand for a thing by a bridge, and the mart that tells of it. -#}
{% set bridged = {
    'accounts': ['bridge_accounts', 'dim_accounts'],
    'customers': ['bridge_accounts', 'dim_accounts'],
    'opportunities': ['bridge_opportunities', 'fct_opportunities'],
} %}
{#- Entities each of whose records is a row of a mart; and such of a model behind one. -#}
{% set listed = {
    'opportunity_lines': 'fct_opportunity_lines',
    'invoices': 'fct_invoices',
    'invoice_lines': 'fct_invoice_lines',
    'payments': 'fct_payments',
    'spend': 'fct_spend',
} %}
{% set keyed = {
    'users': ['int_users_clustered', 'dim_users'],
    'campaigns': ['int_campaigns_keyed', 'dim_campaigns'],
    'products': ['int_products_keyed', 'dim_products'],
} %}
{#- Entities whose records speak through rows of others. -#}
{% set read_for_others = [
    'opportunity_changes', 'opportunity_people', 'lifecycle_changes', 'person_changes',
    'user_changes', 'subscriptions', 'disputes', 'exchange_rates',
] %}
{#- Of two things that a record is told as, the one with the lesser place counts. -#}
{% set places = {
    'in_fact': 1, 'internal': 2, 'merged': 3, 'deleted': 4, 'kept_out': 5, 'columns': 6,
} %}

with

kept_out as (

    select * from {{ ref('int_records_kept_out') }}
    where reason <> 'internal person'

),

people as (

    select * from {{ ref('dim_people') }}

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

bridge_people as (

    select * from {{ ref('bridge_people') }}

),

routes as (

    {{ landed_routes() }}

),

rows_told as (
    {% for entity, (bridge, mart) in bridged.items() %}
    select
        '{{ entity }}' as entity,
        unioned.source_system,
        unioned.connection,
        unioned.source_object,
        unioned.record_id,
        case
            when bridge.is_gone then '{{ places.deleted }}|deleted|deleted'
            when bridge.is_merged then '{{ places.merged }}|merged|{{ mart }}'
            else '{{ places.in_fact }}|in_fact|{{ mart }}'
        end as told

    from {{ ref('int_' ~ entity ~ '_unioned') }} as unioned

    inner join {{ ref(bridge) }} as bridge
        on
            unioned.source_system = bridge.source_system
            and unioned.connection = bridge.connection
            and unioned.source_object = bridge.source_object
            and unioned.record_id = bridge.record_id

    union all
    {% endfor %}
    select
        'people' as entity,
        bridge_people.source_system,
        bridge_people.connection,
        bridge_people.source_object,
        bridge_people.record_id,
        case
            when bridge_people.is_gone then '{{ places.deleted }}|deleted|deleted'
            when bridge_people.is_merged then '{{ places.merged }}|merged|dim_people'
            when people.is_internal then '{{ places.internal }}|internal|dim_people'
            else '{{ places.in_fact }}|in_fact|dim_people'
        end as told

    from bridge_people

    left join people
        on bridge_people.person_id = people.person_id

    union all

    select
        'touches' as entity,
        touchpoints.source_system,
        touchpoints.connection,
        touchpoints.source_object,
        touchpoints.record_id,
        case
            when people.is_internal
                then '{{ places.internal }}|internal|fct_touchpoints'
            else '{{ places.in_fact }}|in_fact|fct_touchpoints'
        end as told

    from touchpoints

    left join people
        on touchpoints.person_id = people.person_id
    {% for entity, mart in listed.items() %}
    union all

    select
        '{{ entity }}' as entity,
        unioned.source_system,
        unioned.connection,
        unioned.source_object,
        unioned.record_id,
        '{{ places.in_fact }}|in_fact|{{ mart }}' as told

    from {{ ref('int_' ~ entity ~ '_unioned') }} as unioned

    inner join {{ ref(mart) }} as mart
        on
            unioned.source_system = mart.source_system
            and unioned.connection = mart.connection
            and unioned.record_id = mart.record_id
    {% endfor %}
    {%- for entity, (model, mart) in keyed.items() %}
    union all

    select
        '{{ entity }}' as entity,
        source_system,
        connection,
        source_object,
        record_id,
        '{{ places.in_fact }}|in_fact|{{ mart }}' as told

    from {{ ref(model) }}
    {% endfor %}
    {%- for entity in read_for_others %}
    union all

    select
        '{{ entity }}' as entity,
        source_system,
        connection,
        source_object,
        record_id,
        '{{ places.columns }}|in_fact|columns of other facts' as told

    from {{ ref('int_' ~ entity ~ '_unioned') }}

    where not is_deleted
    {% endfor %}
    union all

    select
        entity,
        source_system,
        connection,
        source_object,
        record_id,
        '{{ places.kept_out }}|kept_out|' || reason as told

    from kept_out

),

-- What lands from files lands as rows of the contract.
routed as (

    select
        rows_told.source_system,
        rows_told.connection,
        routes.source_object,
        case
            when routes.has_parts then split_part(rows_told.record_id, '|', 1)
            else rows_told.record_id
        end as record_id,
        rows_told.told

    from rows_told

    inner join routes
        on
            rows_told.source_system = routes.source_system
            and rows_told.entity = routes.entity
            and rows_told.source_object = routes.contract_object

    union all

    select
        source_system,
        connection,
        entity as source_object,
        record_id,
        told
    from rows_told
    where source_system = 'files'

)

select
    source_system,
    connection,
    source_object,
    record_id,
    min(told) as told

from routed

group by
    source_system,
    connection,
    source_object,
    record_id
