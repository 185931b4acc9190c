with

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}
    where not is_deleted

),

accounts as (

    select * from {{ ref('int_accounts_clustered') }}
    where is_present

),

users as (

    select * from {{ ref('int_users_clustered') }}

),

campaigns as (

    select * from {{ ref('int_campaigns_keyed') }}

),

pointed as (

    select
        {{ record_key('opportunities', 'opportunities') }} as record_key,
        accounts.account_id,
        users.user_id as owner_user_id,
        campaigns.campaign_id

    from opportunities

    left join accounts
        on
            opportunities.source_system = accounts.source_system
            and opportunities.connection = accounts.connection
            and opportunities.source_account_id = accounts.record_id
            and accounts.entity = 'accounts'

    left join users
        on
            opportunities.source_system = users.source_system
            and opportunities.connection = users.connection
            and opportunities.source_user_id = users.record_id

    left join campaigns
        on
            opportunities.source_system = campaigns.source_system
            and opportunities.connection = campaigns.connection
            and opportunities.source_campaign_id = campaigns.record_id
)

select * from pointed
