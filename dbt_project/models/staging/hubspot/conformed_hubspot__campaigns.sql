with

campaigns as (

    select * from {{ ref('stg_hubspot__campaigns') }}

),

campaigns_of_hubspot as (

    select
        campaigns.*,
        'hubspot' as source_system,
        'campaigns' as source_object

    from campaigns

)

{{ conform('campaigns', 'campaigns_of_hubspot', without=[
    'campaign_type', 'parent_source_campaign_id',
]) }}
