{% set tracked = {
    'stage': 'stage',
    'amount': 'amount',
    'probability': 'probability_percent * 0.01',
    'close_date': 'close_date',
    'forecast_category': 'forecast_category',
} %}

with

opportunities as (

    select * from {{ ref('stg_salesforce__opportunities') }}

),

opportunity_history as (

    select * from {{ ref('stg_salesforce__opportunity_history') }}

),

opportunity_field_history as (

    select * from {{ ref('stg_salesforce__opportunity_field_history') }}

),

-- The history holds whole states, a field's change is where its value differs.
values_of_states as (
    {% for field, value in tracked.items() %}
    select
        connection,
        record_id || '|{{ field }}' as record_id,
        source_opportunity_id as record_key,
        first_load_id,
        load_id,
        '{{ field }}' as field,
        cast({{ value }} as {{ dbt.type_string() }}) as new_value,
        changed_at

    from opportunity_history
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

values_in_order as (

    select
        *,
        lag(new_value) over (
            partition by connection, record_key, field
            order by changed_at, record_id
        ) as old_value

    from values_of_states

),

changes as (

    select
        connection,
        record_id,
        source_opportunity_id as record_key,
        first_load_id,
        load_id,
        case field when 'Owner' then 'owner' else 'currency' end as field,
        old_value,
        new_value,
        changed_at

    from opportunity_field_history

    where (field = 'Owner' and value_type = 'EntityId') or field = 'CurrencyIsoCode'

),

present_values as (
    {% for field, value in {'owner': 'source_user_id', 'currency': 'currency_code'}.items() %}
    select
        connection,
        record_id as record_key,
        first_load_id,
        load_id,
        '{{ field }}' as field,
        {{ value }} as present_value,
        source_created_at

    from opportunities
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

{{ initial_values('changes', 'present_values') }},

opportunity_changes_of_salesforce as (
    {% for changes in ['values_in_order', 'changes', 'initial_values'] %}
    select
        'salesforce' as source_system,
        connection,
        {{ "'OpportunityHistory'" if loop.first else "'OpportunityFieldHistory'" }} as source_object,
        record_id,
        record_key as source_opportunity_id,
        first_load_id,
        load_id,
        field,
        old_value,
        new_value,
        false as is_deleted,
        changed_at as source_created_at,
        changed_at

    from {{ changes }}

    where old_value is distinct from new_value
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

{{ conform('opportunity_changes', 'opportunity_changes_of_salesforce', without=[
    'deleted_at', 'merged_into_id', 'source_changed_at',
]) }}
