with

campaigns as (

    select * from {{ ref('stg_salesforce__campaigns') }}

),

page_in_force as (

    select * from {{ ref('stg_definitions__page_in_force') }}

),

spent_campaigns as (

    select
        campaigns.*,
        page_in_force.as_of_date,
        least(
            coalesce(
                campaigns.start_date,
                {{ local_date(
                    'campaigns.source_created_at', 'page_in_force.time_zone'
                ) }}
            ),
            page_in_force.as_of_date
        ) as first_date,
        cast(campaigns.actual_amount * 10000 as bigint) as spent_units

    from campaigns

    cross join page_in_force

    where campaigns.actual_amount is not null

),

-- What is spent so far is spent by today: a running campaign is spread over its days until now.
bounded as (

    select
        *,
        greatest(
            first_date, least(coalesce(end_date, as_of_date), as_of_date)
        ) as last_date

    from spent_campaigns

),

spread as (

    select
        *,
        last_date - first_date + 1 as day_count

    from bounded

),

campaign_days as (

    select
        spread.*,
        cast(days.day as date) as spend_date,
        spread.spent_units % spread.day_count as odd_units

    from spread

    cross join
        lateral {{ each_day('spread.first_date', 'spread.last_date') }}
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
                {{ whole_quotient('spent_units - odd_units', 'day_count') }}
                + case when spend_date = last_date then odd_units else 0 end
            ) as decimal(20, 0)
        ) * 0.0001 as amount,
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
