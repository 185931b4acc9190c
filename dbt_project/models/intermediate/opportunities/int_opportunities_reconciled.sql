with

survived as (

    select * from {{ ref('int_opportunities_survived') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

clustered as (

    select * from {{ ref('int_opportunities_clustered') }}

),

stages as (

    select * from {{ ref('int_opportunity_stages_judged') }}

),

lines as (

    select * from {{ ref('int_opportunity_lines_valued') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

types as (

    select * from {{ ref('stg_definitions__opportunity_types') }}

),

amounts as (

    select
        clustered.record_key,
        opportunities.currency_code,
        opportunities.amount

    from clustered

    inner join opportunities
        on
            clustered.source_system = opportunities.source_system
            and clustered.connection = opportunities.connection
            and clustered.source_object = opportunities.source_object
            and clustered.record_id = opportunities.record_id

),

present_stages as (

    select * from stages
    where is_present_stage

),

closings as (

    select
        opportunity_id,
        max(entered_at) as closed_at

    from stages

    where
        not is_present_stage
        and outcome <> 'open'

    group by opportunity_id

),

recurring as (

    select
        opportunity_id,
        sum(recurring_amount) as recurring_amount

    from lines

    group by opportunity_id

),

reconciled as (

    select
        survived.opportunity_id,
        survived.account_id,
        survived.owner_user_id,
        survived.campaign_id,
        survived.opportunity_name,
        types.opportunity_type,
        survived.opportunity_type as source_opportunity_type,
        present_stages.opportunity_stage,
        present_stages.source_stage,
        present_stages.outcome,
        present_stages.forecast_category,
        survived.lead_source,
        survived.loss_reason,
        survived.competitor,
        amounts.currency_code,
        amounts.amount,
        cast(recurring.recurring_amount as decimal(38, 4)) as recurring_amount,
        survived.probability,
        survived.system_count,
        coalesce(present_stages.outcome = 'won', false) as is_won,
        coalesce(present_stages.outcome <> 'open', false) as is_closed,
        survived.close_date,
        survived.created_at,
        case
            when present_stages.outcome <> 'open' then closings.closed_at
        end as closed_at

    from survived

    cross join settings

    left join amounts
        on survived.amount_record_key = amounts.record_key

    left join present_stages
        on survived.opportunity_id = present_stages.opportunity_id

    left join closings
        on survived.opportunity_id = closings.opportunity_id

    left join recurring
        on survived.opportunity_id = recurring.opportunity_id

    left join types
        on
            survived.opportunity_type = types.source_type
            and settings.definition_version = types.definition_version

)

select * from reconciled
