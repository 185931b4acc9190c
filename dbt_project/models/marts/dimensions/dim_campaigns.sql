with

campaigns as (

    select * from {{ ref('int_campaigns_keyed') }}

)

select
    campaigns.campaign_id,
    parents.campaign_id as parent_campaign_id,
    campaigns.source_system,
    campaigns.campaign_name,
    campaigns.campaign_type,
    campaigns.status,
    campaigns.currency_code,
    campaigns.budget_amount,
    campaigns.actual_amount,
    campaigns.start_date,
    campaigns.end_date

from campaigns

left join campaigns as parents
    on
        campaigns.source_system = parents.source_system
        and campaigns.connection = parents.connection
        and campaigns.parent_source_campaign_id = parents.record_id
