{% set tracked = {
    'stage': 'stage',
    'amount': 'amount',
    'probability': 'probability_percent * 0.01',
    'close_date': 'close_date',
    'forecast_category': 'forecast_category',
} %}

with

opportunity_history as (

    select * from {{ ref('stg_salesforce__opportunity_history') }}

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
        cast({{ value }} as text) as new_value,
        changed_at

    from opportunity_history
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

values_in_order as (

    select
        values_of_states.*,
        lag(values_of_states.new_value) over (
            partition by
                values_of_states.connection,
                values_of_states.record_key,
                values_of_states.field
            order by values_of_states.changed_at, values_of_states.record_id
        ) as old_value

    from values_of_states

),

opportunity_states as (

    select * from values_in_order
    where old_value is distinct from new_value

)

select * from opportunity_states
