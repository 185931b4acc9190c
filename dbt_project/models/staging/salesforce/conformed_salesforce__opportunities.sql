with

opportunities as (

    select * from {{ ref('stg_salesforce__opportunities') }}

),

opportunities_of_salesforce as (

    select
        opportunities.*,
        'salesforce' as source_system,
        'Opportunity' as source_object,
        {{ synced([('hubspot', 'opportunities.hubspot_deal_id')]) }}
            as synced_record_ids,
        opportunities.probability_percent * 0.01 as probability

    from opportunities

)

{{ conform('opportunities', 'opportunities_of_salesforce', without=[
    'pipeline', 'recurring_amount',
]) }}
