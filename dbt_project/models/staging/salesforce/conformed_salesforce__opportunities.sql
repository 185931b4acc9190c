with

opportunities as (

    select * from {{ ref('stg_salesforce__opportunities') }}

),

users as (

    select * from {{ ref('stg_salesforce__users') }}

),

opportunities_of_salesforce as (

    select
        opportunities.*,
        'salesforce' as source_system,
        'Opportunity' as source_object,
        {{ salesforce_entered_by('users') }} as entered_by,
        {{ synced([('hubspot', 'opportunities.hubspot_deal_id')]) }}
            as synced_record_ids,
        opportunities.probability_percent * 0.01 as probability

    from opportunities

    left join users
        on
            opportunities.connection = users.connection
            and opportunities.created_by_id = users.record_id

)

{{ conform('opportunities', 'opportunities_of_salesforce', without=[
    'pipeline', 'recurring_amount',
]) }}
