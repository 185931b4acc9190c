with

campaigns as (

    select * from {{ ref('stg_salesforce__campaigns') }}

),

campaigns_of_salesforce as (

    select
        campaigns.*,
        'salesforce' as source_system,
        'Campaign' as source_object

    from campaigns

)

{{ conform('campaigns', 'campaigns_of_salesforce') }}
