with

deals as (

    select * from {{ ref('stg_hubspot__deals') }}

),

association_targets as (

    select * from {{ ref('stg_hubspot__association_targets') }}

),

page_in_force as (

    select * from {{ ref('stg_definitions__page_in_force') }}

),

deal_companies as (

    select
        connection,
        source_from_id as source_opportunity_id,
        source_to_id as source_account_id,
        row_number() over (
            partition by connection, source_from_id
            order by is_primary desc, source_to_id
        ) as company_number

    from association_targets

    where association = 'deal_company'

),

opportunities_of_hubspot as (

    select
        deals.*,
        'hubspot' as source_system,
        'deals' as source_object,
        {{ hubspot_entered_by('deals.object_source') }} as entered_by,
        coalesce(nullif(deals.primary_account_id, ''), deal_companies.source_account_id)
            as source_account_id,
        {{ synced([('salesforce', 'deals.salesforce_opportunity_id')]) }}
            as synced_record_ids,
        {{ local_date('deals.close_at', 'page_in_force.time_zone') }} as close_date

    from deals

    cross join page_in_force

    left join deal_companies
        on
            deals.connection = deal_companies.connection
            and deals.record_id = deal_companies.source_opportunity_id
            and deal_companies.company_number = 1

)

{{ conform('opportunities', 'opportunities_of_hubspot') }}
