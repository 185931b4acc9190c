{% set tracked = {
    'dealstage': ('stage', 'stage'),
    'pipeline': ('pipeline', 'pipeline'),
    'amount': ('amount', 'amount'),
    'closedate': ('close_date', 'close_date'),
    'hubspot_owner_id': ('owner', 'source_user_id'),
    'deal_currency_code': ('currency', 'currency_code'),
} %}

with recursive

page_in_force as (

    select * from {{ ref('stg_definitions__page_in_force') }}

),

deals as (

    select * from {{ ref('stg_hubspot__deals') }}

),

deal_property_history as (

    select * from {{ ref('stg_hubspot__deal_property_history') }}

),

dated_deals as (

    select
        deals.*,
        {{ local_date('deals.close_at', 'page_in_force.time_zone') }} as close_date

    from deals

    cross join page_in_force

),

{{ hubspot_changes(
    'deal_property_history', 'dated_deals', tracked, dates=['closedate']
) }},

opportunity_changes_of_hubspot as (

    select
        tracked_values.*,
        'hubspot' as source_system,
        'deals' as source_object,
        tracked_values.record_key as source_opportunity_id,
        false as is_deleted,
        tracked_values.changed_at as source_created_at

    from tracked_values

)

{{ conform('opportunity_changes', 'opportunity_changes_of_hubspot', without=[
    'deleted_at', 'merged_into_id', 'source_changed_at',
]) }}
