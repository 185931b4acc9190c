with

engagements as (

    select * from {{ ref('conformed_hubspot__engagements') }}

),

association_targets as (

    select * from {{ ref('stg_hubspot__association_targets') }}

),

deals as (

    select
        connection,
        association,
        source_from_id,
        min(source_to_id) as source_opportunity_id

    from association_targets

    where association like '%_deal'

    group by connection, association, source_from_id

),

sales_touches as (

    select
        engagements.*,
        'hubspot' as source_system,
        engagements.engagement || 's' as source_object,
        concat(
            engagements.engagement_id, '|' || association_targets.source_to_id
        ) as record_id,
        association_targets.source_to_id as source_person_id,
        'contacts' as source_person_object,
        deals.source_opportunity_id,
        'sales' as side,
        false as is_automatic

    from engagements

    left join association_targets
        on
            engagements.connection = association_targets.connection
            and engagements.engagement_id = association_targets.source_from_id
            and association_targets.association = engagements.engagement || '_contact'

    left join deals
        on
            engagements.connection = deals.connection
            and engagements.engagement_id = deals.source_from_id
            and deals.association = engagements.engagement || '_deal'

)

{{ conform('touches', 'sales_touches', without=[
    'source_account_id', 'source_campaign_id', 'source_medium',
]) }}
