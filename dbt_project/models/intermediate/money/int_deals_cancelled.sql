with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_converted') }}
    where is_won

),

subscriptions as (

    select
        subscriptions.account_id,
        subscriptions.opportunity_id,
        case
            when subscriptions.ended_at <= settings.as_of
                then {{ local_date('subscriptions.ended_at', 'settings.time_zone') }}
        end as ended_date

    from {{ ref('int_subscriptions_identified') }} as subscriptions

    cross join settings

),

of_deals as (

    select
        opportunity_id,
        case when count(*) = count(ended_date) then max(ended_date) end as ended_date

    from subscriptions

    where opportunity_id is not null

    group by opportunity_id

),

of_accounts as (

    select
        account_id,
        case when count(*) = count(ended_date) then max(ended_date) end as ended_date

    from subscriptions

    where account_id is not null

    group by account_id

),

-- A renewal has no subscription of its own: one of the account goes on.
cancelled as (

    select
        opportunities.opportunity_id,
        opportunities.closed_date,
        case
            when of_deals.opportunity_id is not null then of_deals.ended_date
            else of_accounts.ended_date
        end as ended_date

    from opportunities

    left join of_deals
        on opportunities.opportunity_id = of_deals.opportunity_id

    left join of_accounts
        on opportunities.account_id = of_accounts.account_id

)

select
    opportunity_id,
    ended_date

from cancelled

where ended_date >= closed_date
