with

survived as (

    select * from {{ ref('int_opportunities_survived') }}

),

priced as (

    select * from {{ ref('int_opportunities_priced') }}

),

closed as (

    select * from {{ ref('int_opportunities_closed') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

types as (

    select * from {{ ref('stg_definitions__opportunity_types') }}

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
        closed.opportunity_stage,
        closed.source_stage,
        closed.outcome,
        closed.forecast_category,
        survived.lead_source,
        survived.loss_reason,
        survived.competitor,
        priced.currency_code,
        priced.amount,
        priced.recurring_amount,
        survived.probability,
        survived.system_count,
        closed.is_won,
        closed.is_closed,
        survived.close_date,
        survived.created_at,
        closed.closed_at

    from survived

    cross join settings

    inner join priced
        on survived.opportunity_id = priced.opportunity_id

    left join closed
        on survived.opportunity_id = closed.opportunity_id

    left join types
        on
            survived.opportunity_type = types.source_type
            and settings.definition_version = types.definition_version

)

select * from reconciled
