with

campaigns as (

    select * from {{ ref('stg_salesforce__campaigns') }}

),

as_of as (

    select * from {{ source('control', 'as_of') }}

),

-- What is spent so far is spent by today: a running campaign is spread over its days until now.
spent_campaigns as (

    select
        campaigns.*,
        greatest(
            campaigns.start_date,
            least(campaigns.end_date, cast(as_of.as_of as date))
        ) as last_date,
        cast(campaigns.actual_amount * 100 as bigint) as spent_cents

    from campaigns

    cross join as_of

    where
        campaigns.actual_amount is not null
        and campaigns.start_date is not null
        and campaigns.end_date >= campaigns.start_date

),

spread as (

    select
        spent_campaigns.*,
        spent_campaigns.last_date - spent_campaigns.start_date + 1 as day_count

    from spent_campaigns

),

campaign_days as (

    select
        spread.*,
        cast(days.day as date) as spend_date,
        spread.spent_cents % spread.day_count as odd_cents

    from spread

    cross join
        lateral {{ each_day('spread.start_date', 'spread.last_date') }}
            as days (day)

),

spend_of_salesforce as (

    select
        campaign_days.connection,
        campaign_days.record_id || '|' || cast(
            campaign_days.spend_date as text
        ) as record_id,
        campaign_days.merged_into_id,
        campaign_days.first_load_id,
        campaign_days.load_id,
        'salesforce' as source_system,
        'Campaign' as source_object,
        campaign_days.record_id as source_campaign_id,
        campaign_days.currency_code,
        cast(
            (
                {{ whole_quotient('spent_cents - odd_cents', 'day_count') }}
                + case when spend_date = last_date then odd_cents else 0 end
            ) as decimal(20, 0)
        ) * 0.01 as amount,
        campaign_days.is_deleted,
        campaign_days.deleted_at,
        campaign_days.spend_date,
        campaign_days.source_created_at,
        campaign_days.source_changed_at

    from campaign_days

)

{{ conform('spend', 'spend_of_salesforce', without=[
    'click_count', 'impression_count',
]) }}
