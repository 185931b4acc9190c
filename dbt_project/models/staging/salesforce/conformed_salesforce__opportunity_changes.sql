{% set tracked = {'owner': 'source_user_id', 'currency': 'currency_code'} %}

with

opportunities as (

    select * from {{ ref('stg_salesforce__opportunities') }}

),

opportunity_field_history as (

    select * from {{ ref('stg_salesforce__opportunity_field_history') }}

),

opportunity_states as (

    select * from {{ ref('conformed_salesforce__opportunity_states') }}

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
    {% for field, value in tracked.items() %}
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

{{ tracked_values('changes', 'present_values') }},

opportunity_changes_of_salesforce as (
    {% for changes in ['opportunity_states', 'tracked_values'] %}
    select
        'salesforce' as source_system,
        connection,
        {{ "'OpportunityHistory'" if loop.first else "'OpportunityFieldHistory'" }}
            as source_object,
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
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

{{ conform('opportunity_changes', 'opportunity_changes_of_salesforce', without=[
    'deleted_at', 'merged_into_id', 'source_changed_at', 'ties_after',
]) }}
